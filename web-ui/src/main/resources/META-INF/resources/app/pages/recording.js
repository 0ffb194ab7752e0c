// One recording of a terminal: who, where, when, and what was seen.
import { html, nothing } from '../lit.js';
import { SlipwayElement } from '../element.js';
import { api } from '../api/client.js';
import { icon } from '../components/icons.js';
import { failureBanner, pending } from '../components/parts.js';
import { Live } from '../live/live.js';
import { setTitle } from '../router.js';
import { parseCast } from '../text/cast.js';

class RecordingPage extends SlipwayElement {
  static properties = { params: {}, cast: { state: true }, failure: { state: true } };

  constructor() {
    super();
    this.cast = null;
    this.failure = null;
    this.recording = new Live(this, () => `/recordings/${this.params.recordingId}`);
  }

  connectedCallback() {
    super.connectedCallback();
    setTitle('Recording');
    this.#read();
  }

  render() {
    const recording = this.recording.value;
    if (!recording) return html`<div class="content">${pending(this.recording, 'this recording')}</div>`;
    const { actor, app, appId, command, credential, address, startedAt, endedAt, exitCode } = recording;
    return html`<div class="content">
      <div class="title-row"><h1>${command ? html`<code>${command}</code>` : 'Shell'} in ${app}</h1><span class="spacer"></span>
        <a class="button" href=${`/apps/${appId}`}>App</a>
        <a class="button" href=${`/teams/${this.params.teamId}/recordings`}>All recordings</a>
        <a class="button" href=${`/api/v1/recordings/${this.params.recordingId}/cast`} download data-test="download-cast">${icon('download')}Download</a></div>
      <p class="lead" data-test="recording-of">${actor} · ${credential} from ${address} · <time-ago .at=${startedAt}></time-ago> · ${endedAt
        ? html`<time-span .from=${startedAt} .to=${endedAt}></time-span>${exitCode === null ? nothing : ` · ended with code ${exitCode}`}`
        : 'still going on'}</p>
      ${this.failure ? failureBanner('Could not read the recording', this.failure) : nothing}
      ${this.cast ? html`<cast-player .cast=${this.cast}></cast-player>` : nothing}
    </div>`;
  }

  async #read() {
    try {
      this.cast = parseCast(await api.text(`/recordings/${this.params.recordingId}/cast`));
      if (!this.cast) this.failure = 'It is empty so far. Read it again in a moment.';
    } catch (error) {
      this.failure = error.message;
    }
  }
}

customElements.define('page-recording', RecordingPage);
