/* The list of conversations. */

import "./keys.js";
import "./paging.js";
