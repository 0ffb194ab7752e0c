// A browser drops what is on its way when the host's network changes, and a console without one of its parts stays blank. So the
// page is loaded again, a few times, and then says so. The first script, classic and alone, so that it is there when others are not.
(() => {
  const MOST = 3;
  const PAUSE = 1000;
  const KEY = 'slipway.arrivals';
  let missing = false;

  const tell = () => {
    const words = document.createElement('p');
    words.textContent = 'A part of the console did not arrive. Check the connection. ';
    const again = document.createElement('button');
    again.textContent = 'Load it again';
    again.addEventListener('click', () => location.reload());
    words.append(again);
    document.body.replaceChildren(words);
  };

  addEventListener('error', (event) => {
    const part = event.target instanceof HTMLLinkElement || event.target instanceof HTMLScriptElement;
    if (!part || missing) return;
    missing = true;
    const tries = Number(sessionStorage.getItem(KEY)) + 1;
    if (tries <= MOST) {
      sessionStorage.setItem(KEY, tries);
      setTimeout(() => location.reload(), tries * PAUSE);
    } else {
      sessionStorage.removeItem(KEY);
      tell();
    }
  }, true);

  addEventListener('load', () => {
    if (!missing) sessionStorage.removeItem(KEY);
  });
})();
