// Enhancement only: every page works without this file. One small module, no build step.

focusErrorSummary();
document.querySelectorAll('textarea[data-st-count]').forEach(countCharacters);
document.querySelectorAll('form[data-st-once]').forEach(sendOnce);
document.querySelectorAll('form[data-st-guard]').forEach(guardUnsaved);

/** `autofocus` does it in most browsers; not when the address carries a fragment. */
function focusErrorSummary() {
  const summary = document.querySelector('[data-st-error-summary]');
  if (summary && document.activeElement !== summary) summary.focus();
}

/** Says how many characters are left: at once on screen, after a pause for screen readers. */
function countCharacters(area) {
  const max = Number(area.dataset.stCount);
  const note = document.getElementById(`${area.id}--count`);
  if (!note || !max) return;
  const spoken = document.createElement('p');
  spoken.className = 'st-hidden';
  spoken.setAttribute('role', 'status');
  note.after(spoken);
  let timer;
  const show = () => {
    const left = max - [...area.value].length;
    const words = (left < 0 ? area.dataset.stCountOver : area.dataset.stCountText).replace('{count}', String(Math.abs(left)));
    note.textContent = words;
    note.classList.toggle('st-count-note--over', left < 0);
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.activeElement === area) spoken.textContent = words;
    }, 1200);
  };
  area.addEventListener('input', show);
  if (area.value) show();
}

/** Swallows the second click. The button stays enabled: a disabled one would lose its name, value and focus. */
function sendOnce(form) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.stSent) {
      event.preventDefault();
      return;
    }
    form.dataset.stSent = 'yes';
    // A download or a slow answer must not lock the page for ever.
    setTimeout(() => delete form.dataset.stSent, 8000);
  });
  window.addEventListener('pageshow', () => delete form.dataset.stSent);
}

/** The browser asks before typed text is lost; sending the form is no loss. */
function guardUnsaved(form) {
  let dirty = false;
  form.addEventListener('input', () => (dirty = true));
  form.addEventListener('submit', () => (dirty = false));
  window.addEventListener('beforeunload', (event) => {
    if (dirty) event.preventDefault();
  });
}
