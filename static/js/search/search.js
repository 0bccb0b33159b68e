/* The search page. Everything here adds to a page that works without it. */

import "./keys.js";
import "./hit-keys.js";
import "./combobox.js";
import "./filters.js";
import "./paging.js";
