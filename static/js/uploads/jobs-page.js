/* Pages that list jobs. */

import "./live-job.js";
import "./local-time.js";
