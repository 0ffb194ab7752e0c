// The twin's people: accounts, sessions, teams, invitations, programs, roles, the audit.
import { randomBytes, randomUUID } from 'node:crypto';
import { Refusal } from './refusal.mjs';

const HOUR = 3_600_000;
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const ROLES = ['owner', 'admin', 'deployer', 'viewer'];
const LOOK = ['app-read', 'environment-read', 'logs-read', 'project-read', 'team-read'];
export const EVERYTHING = [...LOOK, 'app-change', 'app-create', 'app-delete', 'app-deploy', 'audit-read', 'environment-change', 'members-manage',
  'project-change', 'project-create', 'recordings-read', 'terminal-open'].sort();
/** The one code that this twin's authenticator shows. */
const CODE = '123456';

const RECORDING = randomUUID();
const CAST = `{"version":2,"width":80,"height":24,"timestamp":1700000000,"title":"shop","env":{"TERM":"xterm-256color"}}
[0.2,"o","root@4f1e8a6b2c3d:/app# "]
[1.1,"o","ls\\r\\n"]
[1.2,"o","Dockerfile  \\u001b[1;34msrc\\u001b[0m\\r\\nroot@4f1e8a6b2c3d:/app# "]
[2.4,"r","100x24"]
[60.0,"o","exit\\r\\n"]
`;

export class People {
  secondFactor = false;
  offered = false;
  recoveryLeft = 0;
  invitations = [];
  audit = [];

  constructor(user) {
    this.self = account(user.id, user.name, user.email, 'owner', { operator: true, secondFactor: false });
    this.all = [
      this.self,
      account(randomUUID(), 'Grace Hopper', 'grace@example.org', 'admin', { secondFactor: true }),
      account(randomUUID(), 'Linus', 'linus@example.org', 'deployer'),
      account(randomUUID(), 'Vera Rubin', 'vera@example.org', 'viewer', { password: false }),
      account(randomUUID(), 'ci of shop', '', 'deployer', { service: true }),
    ];
    this.others = [{ id: randomUUID(), current: false, address: '203.0.113.7', agent: 'Mozilla/5.0 (iPhone) Safari/604.1', createdAt: ago(30), expiresAt: ago(-60) }];
    for (const [action, status] of [['session.open', 201], ['app.delete', 403], ['stream.terminal', 101], ['environment.replace', 200]]) this.record(action, '/api/v1', status);
  }

  record(action, target, status) {
    this.audit.unshift({ seq: this.audit.length + 1, at: new Date().toISOString(), actor: `${this.self.name} <${this.self.email}>`, credential: 'session', action, target, address: '127.0.0.1', status });
  }

  find(id) {
    const found = this.all.find((one) => one.id === id);
    if (!found) throw new Refusal(404, 'nothing here with this id, or it belongs to a team you are not a member of');
    return found;
  }
}

export const PEOPLE_ROUTES = [
  ['GET', '/sessions', ({ world }) => list([{ id: 'this', current: true, address: '127.0.0.1', agent: 'Mozilla/5.0 (X11; Linux) Chrome/156', createdAt: ago(1), expiresAt: ago(-160) }, ...world.people.others])],
  ['DELETE', '/sessions/:id', ({ world, params }) => {
    world.people.others = world.people.others.filter(({ id }) => id !== params.id);
  }],

  ['GET', '/account', ({ world }) => {
    const { self, secondFactor, recoveryLeft } = world.people;
    return { ...summary(self), secondFactor, recoveryCodesLeft: recoveryLeft };
  }],
  ['PUT', '/account/password', ({ body, password }) => prove(body.current, password)],
  ['POST', '/account/second-factor', ({ world, body, password }) => {
    prove(body.password, password);
    world.people.offered = true;
    return [201, { secret: SECRET, uri: `otpauth://totp/Slipway:${encodeURIComponent(world.user.email)}?secret=${SECRET}&issuer=Slipway` }];
  }],
  ['POST', '/account/second-factor/confirmation', ({ world, body }) => {
    if (body.code !== CODE) throw new Refusal(400, `code: is none of this secret; the twin's code is ${CODE}`);
    Object.assign(world.people, { secondFactor: true, recoveryLeft: 10 });
    return recoveryCodes();
  }],
  ['POST', '/account/second-factor/recovery-codes', ({ world, body, password }) => {
    prove(body.password, password);
    world.people.recoveryLeft = 10;
    return recoveryCodes();
  }],
  ['POST', '/account/second-factor/removal', ({ world, body, password }) => {
    prove(body.password, password);
    Object.assign(world.people, { secondFactor: false, recoveryLeft: 0 });
  }],

  ['GET', '/accounts', ({ world, query }) => {
    const wanted = (query.get('search') ?? '').toLowerCase();
    return list(world.people.all.filter(({ service, name, email }) => !service && `${name} ${email}`.toLowerCase().includes(wanted)).map(summary));
  }],
  ['PATCH', '/accounts/:id', ({ world, params, body }) => summary(Object.assign(world.people.find(params.id), body))],
  ['POST', '/accounts/:id/password-resets', ({ world, params, origin }) =>
    [201, { email: world.people.find(params.id).email, url: `${origin}/password-reset?token=token`, expiresAt: new Date(Date.now() + HOUR).toISOString() }]],
  ['DELETE', '/accounts/:id/second-factor', ({ world, params }) => void (world.people.find(params.id).secondFactor = false)],
  ['POST', '/password-resets/preview', ({ body }) => (usable(body), { email: 'linus@example.org', secondFactor: false }), 'open'],
  ['POST', '/password-resets/redemption', ({ body }) => usable(body), 'open'],

  ['GET', '/teams/:id/members', ({ world }) => list(world.people.all.filter(({ role }) => role).map(member))],
  ['PUT', '/teams/:id/members/:account', ({ world, params, body }) => {
    const found = world.people.find(params.account);
    if (found === world.people.self && body.role !== 'owner') throw new Refusal(409, 'this is the team\'s last owner; make somebody else an owner first');
    found.role = known(world, body.role);
    world.people.record('member.change', found.email, 200);
    return member(found);
  }],
  ['DELETE', '/teams/:id/members/:account', ({ world, params }) => void (world.people.find(params.account).role = null)],
  ['GET', '/teams/:id/invitations', ({ world }) => list(world.people.invitations)],
  ['POST', '/teams/:id/invitations', ({ world, body, origin }) => {
    const invitation = { id: randomUUID(), email: body.email, role: known(world, body.role), invitedBy: world.user.name, createdAt: new Date().toISOString(), expiresAt: ago(-168) };
    world.people.invitations.unshift(invitation);
    return [201, { ...invitation, url: `${origin}/invitation?token=token` }];
  }],
  ['DELETE', '/teams/:id/invitations/:invitation', ({ world, params }) => {
    world.people.invitations = world.people.invitations.filter(({ id }) => id !== params.invitation);
  }],
  ['POST', '/invitations/preview', ({ world, body }) => (usable(body), { team: world.team.name, email: 'new@example.org', role: 'deployer', accountExists: false }), 'open'],
  ['POST', '/invitations/acceptance', ({ world, body, reply, sessionView }) => {
    usable(body);
    reply.signIn();
    return [201, sessionView(world)];
  }, 'open'],
  ['POST', '/teams/:id/service-accounts', ({ world, body }) => {
    const program = account(randomUUID(), body.name, '', known(world, body.role), { service: true });
    world.people.all.push(program);
    return [201, member(program)];
  }],
  ['DELETE', '/teams/:id/service-accounts/:account', ({ world, params }) => {
    world.people.all = world.people.all.filter(({ id }) => id !== params.account);
  }],
  ['POST', '/teams/:id/service-accounts/:account/tokens', ({ body }) =>
    [201, { id: randomUUID(), name: body.name, token: `slw_${randomBytes(24).toString('hex')}`, expiresAt: ago(-24 * 90) }]],
  ['GET', '/teams/:id/roles', ({ world }) => list([...ROLES.map((slug) => ({ id: null, slug, name: slug, permissions: slug === 'viewer' ? LOOK : EVERYTHING })), ...world.roles])],
  ['POST', '/teams/:id/roles', ({ world, body }) => {
    const role = { id: randomUUID(), slug: body.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'), ...body };
    world.roles.push(role);
    return [201, role];
  }],
  ['PUT', '/teams/:id/roles/:role', ({ world, params, body }) => Object.assign(world.roles.find(({ id }) => id === params.role), body)],
  ['DELETE', '/teams/:id/roles/:role', ({ world, params }) => {
    const { slug, name } = world.roles.find(({ id }) => id === params.role);
    if (world.people.all.some(({ role }) => role === slug)) throw new Refusal(409, `role "${name}" is held by members; give them another one first`);
    world.roles = world.roles.filter(({ id }) => id !== params.role);
  }],
  ['PATCH', '/projects/:id', ({ world, params, body }) => Object.assign(world.projects.find(({ id }) => id === params.id), body)],
  ['GET', '/teams/:id/recordings', ({ world }) => list([recording(world)])],
  ['GET', '/recordings/:id', ({ world }) => recording(world)],
  ['GET', '/recordings/:id/cast', ({ reply }) => reply.text(CAST)],
  ['GET', '/teams/:id/audit', ({ world, query }) => {
    const wanted = (query.get('search') ?? '').toLowerCase();
    return list(world.people.audit.filter((entry) => JSON.stringify(entry).toLowerCase().includes(wanted)));
  }],
];

function recording(world) {
  const { id, name } = [...world.apps.values()][0] ?? { id: randomUUID(), name: 'gone' };
  return { id: RECORDING, projectId: world.projects[0].id, appId: id, app: name, accountId: world.user.id, actor: `${world.user.name} <${world.user.email}>`,
    credential: 'session', address: '203.0.113.7', instanceId: randomUUID(), command: '', startedAt: ago(3), endedAt: ago(2.9), exitCode: 0, bytes: CAST.length };
}

function account(id, name, email, role, more = {}) {
  return { id, name, email, role, operator: false, password: true, secondFactor: false, service: false, createdAt: ago(900), ...more };
}

function summary({ id, name, email, operator, password, secondFactor, createdAt }) {
  return { id, name, email, operator, password, secondFactor, createdAt };
}

function member({ id, name, email, role, service }) {
  return { accountId: id, id, name, email, role, service };
}

function known(world, role) {
  if (!ROLES.includes(role) && !world.roles.some(({ slug }) => slug === role)) throw new Refusal(400, `role: "${role}" is none`);
  return role;
}

function prove(given, password) {
  if (given !== password) throw new Refusal(403, 'this is not the account\'s password; type the present one');
}

function usable({ token }) {
  if (token !== 'token') throw new Refusal(404, 'this link was used, replaced or is older than an hour; ask for a new one');
}

function recoveryCodes() {
  return { codes: Array.from({ length: 10 }, () => randomBytes(8).toString('hex').replace(/(.{4})(?=.)/g, '$1-')) };
}

function list(items) {
  return { items, next: null };
}

function ago(hours) {
  return new Date(Date.now() - hours * HOUR).toISOString();
}
