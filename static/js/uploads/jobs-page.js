/* Pages that list jobs, or show the upload of one. */

import "./keep-answers.js";
import "./live-job.js";
import "./local-time.js";
