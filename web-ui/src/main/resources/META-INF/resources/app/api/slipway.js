// The verbs of the API by name. Reading goes through the live store; this is what changes something.
import { api } from './client.js';

export const setup = () => api.get('/setup');
export const claim = (form) => api.post('/claim', form);
export const signIn = (form) => api.post('/sessions', form);
export const signOut = () => api.delete('/sessions/current');

export const changePassword = (current, password) => api.put('/account/password', { current, password });
export const offerSecondFactor = (password) => api.post('/account/second-factor', { password });
export const confirmSecondFactor = (code) => api.post('/account/second-factor/confirmation', { code });
export const renewRecoveryCodes = (password) => api.post('/account/second-factor/recovery-codes', { password });
export const removeSecondFactor = (password) => api.post('/account/second-factor/removal', { password });
export const makeOperator = (accountId, operator) => api.patch(`/accounts/${accountId}`, { operator });
export const issuePasswordReset = (accountId) => api.post(`/accounts/${accountId}/password-resets`);
export const takeSecondFactor = (accountId) => api.delete(`/accounts/${accountId}/second-factor`);
export const previewPasswordReset = (token) => api.post('/password-resets/preview', { token });
export const redeemPasswordReset = (token, password) => api.post('/password-resets/redemption', { token, password });

export const revokeSession = (id) => api.delete(`/sessions/${id}`);
export const createToken = (token) => api.post('/tokens', token);
export const revokeToken = (id) => api.delete(`/tokens/${id}`);
export const createProject = (teamId, name) => api.post(`/teams/${teamId}/projects`, { name });

export const invite = (teamId, email, role) => api.post(`/teams/${teamId}/invitations`, { email, role });
export const withdrawInvitation = (teamId, id) => api.delete(`/teams/${teamId}/invitations/${id}`);
export const previewInvitation = (token) => api.post('/invitations/preview', { token });
export const acceptInvitation = (form) => api.post('/invitations/acceptance', form);
export const changeRole = (teamId, accountId, role) => api.put(`/teams/${teamId}/members/${accountId}`, { role });
export const removeMember = (teamId, accountId) => api.delete(`/teams/${teamId}/members/${accountId}`);
export const addRole = (teamId, role) => api.post(`/teams/${teamId}/roles`, role);
export const changeRoleOfTeam = (teamId, id, role) => api.put(`/teams/${teamId}/roles/${id}`, role);
export const deleteRole = (teamId, id) => api.delete(`/teams/${teamId}/roles/${id}`);
export const addService = (teamId, account) => api.post(`/teams/${teamId}/service-accounts`, account);
export const removeService = (teamId, accountId) => api.delete(`/teams/${teamId}/service-accounts/${accountId}`);
export const issueServiceToken = (teamId, accountId, name) =>
  api.post(`/teams/${teamId}/service-accounts/${accountId}/tokens`, { name });
export const decideQuota = (teamId, limits) => api.put(`/teams/${teamId}/quota`, limits);
export const guardProject = (projectId, guarded) => api.patch(`/projects/${projectId}`, { guarded });
export const recordTerminals = (projectId, recorded) => api.patch(`/projects/${projectId}`, { recorded });

export const fixTags = (repositoryId, immutableTags) => api.patch(`/repositories/${repositoryId}`, { immutableTags });
export const deleteRepository = (repositoryId) => api.delete(`/repositories/${repositoryId}`);
export const deleteTag = (repositoryId, tag) => api.delete(`/repositories/${repositoryId}/tags/${tag}`);
export const createWebhook = (teamId, hook) => api.post(`/teams/${teamId}/webhooks`, hook);
export const changeWebhook = (id, change) => api.patch(`/webhooks/${id}`, change);
export const deleteWebhook = (id) => api.delete(`/webhooks/${id}`);
export const sendAgain = (webhookId, deliveryId) => api.post(`/webhooks/${webhookId}/deliveries/${deliveryId}/attempts`);

export const makePushHook = (appId) => api.post(`/apps/${appId}/push-hook`);
export const removePushHook = (appId) => api.delete(`/apps/${appId}/push-hook`);

export const createApp = (projectId, app) => api.post(`/projects/${projectId}/apps`, app);
export const changeApp = (appId, change) => api.patch(`/apps/${appId}`, change);
export const deleteApp = (appId) => api.delete(`/apps/${appId}`);
export const stopApp = (appId) => api.put(`/apps/${appId}/suspension`);
export const startApp = (appId) => api.delete(`/apps/${appId}/suspension`);

export const buildApp = (appId, ref) => api.post(`/apps/${appId}/builds`, ref ? { ref } : {});
export const writeRecipe = (appId, dockerfile) => api.put(`/apps/${appId}/recipe`, { dockerfile });
export const withdrawRecipe = (appId) => api.delete(`/apps/${appId}/recipe`);
export const cancelBuild = (buildId) => api.put(`/builds/${buildId}/cancellation`);
export const rollBack = (appId, fromRelease) => api.post(`/apps/${appId}/releases`, { fromRelease });
/** Refused when somebody else has written another version meanwhile. */
export const applyEnvironment = (appId, version, variables) =>
  api.put(`/apps/${appId}/environment`, { variables }, { ifMatch: `"v${version}"` });

export const appTicket = (appId, action, instance) =>
  api.post(`/apps/${appId}/tickets`, instance ? { action, instance } : { action }).then(({ ticket }) => ticket);
export const buildTicket = (buildId) =>
  api.post(`/builds/${buildId}/tickets`, { action: 'log' }).then(({ ticket }) => ticket);
