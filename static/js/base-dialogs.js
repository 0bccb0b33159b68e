/* [data-dialog-open="ID"] opens a <dialog>; [data-dialog-close] and a click on the backdrop close it. */

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialogOpen)?.showModal();
    return;
  }
  if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  else if (event.target instanceof HTMLDialogElement) event.target.close();
});

/* A dialog that holds the answer to a form shows itself as soon as it arrives. */
document.querySelectorAll("dialog[data-dialog-auto]").forEach((dialog) => dialog.showModal());
