/* The CSRF token for scripts that post by themselves: `headers: {"X-CSRFToken": csrfToken()}`. */

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
