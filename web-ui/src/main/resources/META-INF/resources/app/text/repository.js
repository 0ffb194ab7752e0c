// What can be told from a repository's address alone.

const SCP = /^[\w.-]+@[\w.-]+:(?!\/\/)(.+)$/;
const SHORTHAND = /^(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/\S+$/i;

/** The address to send: trimmed, with https:// put before well-known hosts. */
export function repositoryAddress(text) {
  const trimmed = text.trim();
  return SHORTHAND.test(trimmed) ? `https://${trimmed}` : trimmed;
}

/** A sentence when the text cannot be a repository's address, else null. The server has the last word. */
export function repositoryProblem(text) {
  const address = repositoryAddress(text);
  if (address === '') return 'paste the address of a git repository, like https://github.com/you/app';
  if (SCP.test(address)) return null;
  try {
    const { protocol, pathname } = new URL(address);
    if (!['https:', 'ssh:', 'git:'].includes(protocol)) {
      return `"${address}" is not a git address that Slipway can fetch: use https://`;
    }
    return pathname.length > 1 ? null : `"${address}" names a server but no repository: add its path`;
  } catch {
    return `"${address}" is not an address: paste the one you would git clone, like https://github.com/you/app`;
  }
}

/** "shop" of "https://github.com/acme/shop.git": the name suggested for the app. */
export function repositoryName(text) {
  const path = repositoryPath(text);
  const last = path.split('/').filter(Boolean).pop() ?? '';
  return last.replace(/\.git$/i, '').toLowerCase().replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40);
}

/** "github.com/acme/shop": the short form for display. */
export function repositoryLabel(text) {
  const address = repositoryAddress(text ?? '');
  const scp = /^[\w.-]+@([\w.-]+):(.+)$/.exec(address);
  if (scp) return `${scp[1]}/${scp[2].replace(/\.git$/, '')}`;
  return address.replace(/^[a-z+]+:\/\/([^@/]*@)?/i, '').replace(/\.git\/?$/, '').replace(/\/$/, '');
}

function repositoryPath(text) {
  const address = repositoryAddress(text);
  const scp = SCP.exec(address);
  if (scp) return scp[1];
  try {
    return new URL(address).pathname;
  } catch {
    return '';
  }
}
