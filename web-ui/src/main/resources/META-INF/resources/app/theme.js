// Light, dark or as the system says. A classic script in the page's head: it must run before anything is painted.
(() => {
  const root = document.documentElement;
  const read = () => {
    try {
      return localStorage.getItem('slipway.theme');
    } catch {
      return null;
    }
  };
  const apply = (theme) => {
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  apply(read());
  window.slipwayTheme = {
    get: () => read() ?? 'system',
    set: (theme) => {
      try {
        localStorage.setItem('slipway.theme', theme);
      } catch {
        // A private window may refuse storage: the choice then lasts as long as the page.
      }
      apply(theme);
      window.dispatchEvent(new Event('slipway-theme'));
    },
  };
})();
