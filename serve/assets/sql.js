// Ctrl+Enter (or Cmd+Enter) in the editor presses its first button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form.editor");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button"));
});
