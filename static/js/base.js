/* What every page needs. Each part works by delegation, so fragments that htmx swaps in need no set-up. */

import "./base-htmx.js";
import "./base-theme.js";
import "./base-menus.js";
import "./base-dialogs.js";
import "./base-copy.js";
import "./base-forms.js";
import "./base-tabs.js";
import { adoptServerToasts } from "./base-toasts.js";

adoptServerToasts();
