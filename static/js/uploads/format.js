/* Numbers, sizes and spans of time as people read them. */

const whole = new Intl.NumberFormat("en");
const UNITS = ["bytes", "KB", "MB", "GB"];

export const formatCount = (value) => whole.format(Math.round(value));

export function formatBytes(bytes) {
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}

/* Coarse on purpose: an estimate to the second would pretend to know it. */
export function formatSpan(seconds) {
  const rounded = Math.max(1, Math.round(seconds));
  if (rounded < 60) return `${rounded} s`;
  const minutes = Math.round(rounded / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
}

/* Rounded down: nothing is 100 % before it is done. */
export const formatPercent = (fraction) => `${Math.floor(fraction * 100 + 1e-9)}%`;
