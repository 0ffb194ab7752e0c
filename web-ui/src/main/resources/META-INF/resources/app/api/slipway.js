// The verbs of the API by name. Reading goes through the live store; this is what changes something.
import { api } from './client.js';

export const setup = () => api.get('/setup');
export const claim = (form) => api.post('/claim', form);
export const signIn = (form) => api.post('/sessions', form);
export const signOut = () => api.delete('/sessions/current');

export const createToken = (name) => api.post('/tokens', { name });
export const revokeToken = (id) => api.delete(`/tokens/${id}`);
export const createProject = (teamId, name) => api.post(`/teams/${teamId}/projects`, { name });

export const createApp = (projectId, app) => api.post(`/projects/${projectId}/apps`, app);
export const changeApp = (appId, change) => api.patch(`/apps/${appId}`, change);
export const deleteApp = (appId) => api.delete(`/apps/${appId}`);
export const stopApp = (appId) => api.put(`/apps/${appId}/suspension`);
export const startApp = (appId) => api.delete(`/apps/${appId}/suspension`);

export const buildApp = (appId, ref) => api.post(`/apps/${appId}/builds`, ref ? { ref } : {});
export const cancelBuild = (buildId) => api.put(`/builds/${buildId}/cancellation`);
export const rollBack = (appId, fromRelease) => api.post(`/apps/${appId}/releases`, { fromRelease });
export const applyEnvironment = (appId, environment) => api.put(`/apps/${appId}/environment`, environment);

export const appTicket = (appId, action, instance) =>
  api.post(`/apps/${appId}/tickets`, instance ? { action, instance } : { action }).then(({ ticket }) => ticket);
export const buildTicket = (buildId) =>
  api.post(`/builds/${buildId}/tickets`, { action: 'log' }).then(({ ticket }) => ticket);
