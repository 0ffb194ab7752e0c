// xterm.js wants its colours as values; they come from the same tokens as the logs.

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

export function terminalTheme() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const theme = {
    background: token('--well'),
    foreground: token('--well-text'),
    cursor: token('--hull-bright'),
    cursorAccent: token('--well'),
    selectionBackground: token('--well-selection'),
  };
  NAMES.forEach((name, at) => {
    theme[name] = token(`--ansi-${at}`);
    theme[`bright${name[0].toUpperCase()}${name.slice(1)}`] = token(`--ansi-${at + 8}`);
  });
  return theme;
}
