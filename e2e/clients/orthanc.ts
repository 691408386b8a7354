// Orthanc with its DICOMweb plugin: an independent sender and reader of our DICOMweb door.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '@hounsfield/infra/local';
import { test } from '@jest/globals';

const PROGRAMS = ['/usr/sbin/Orthanc', '/usr/bin/Orthanc'];
const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
const READY_TRIES = 150;

const program = (): string | undefined => (existsSync(PLUGIN) ? PROGRAMS.find(existsSync) : undefined);

/** `test` where Orthanc, its plugin and dcmtk's dcmdump are installed; otherwise a skipped test whose reason is printed. */
export const withOrthanc = (): typeof test | typeof test.skip => {
  if (program() !== undefined && existsSync('/usr/bin/dcmdump')) return test;
  process.stderr.write('    skipped: orthanc with orthanc-dicomweb and dcmtk is not installed\n');
  return test.skip;
};

/** One Orthanc of the test's own. */
export class Orthanc {
  readonly #url: string;
  readonly #child: ChildProcess;
  private constructor(url: string, child: ChildProcess) {
    this.#url = url;
    this.#child = child;
  }

  /** Starts it in a folder, knowing our door as the server `hounsfield`. */
  static async start(folder: string, dicomwebUrl: string, apiKey: string): Promise<Orthanc> {
    const port = await freePort();
    await mkdir(join(folder, 'storage'), { recursive: true });
    const settings = {
      Name: 'peer',
      StorageDirectory: join(folder, 'storage'),
      IndexDirectory: join(folder, 'storage'),
      HttpPort: port,
      DicomServerEnabled: false,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      Plugins: [PLUGIN],
      DicomWeb: {
        Enable: true,
        Root: '/dicom-web/',
        Servers: { hounsfield: { Url: `${dicomwebUrl}/`, HttpHeaders: { Authorization: `Bearer ${apiKey}` } } },
      },
    };
    await writeFile(join(folder, 'orthanc.json'), JSON.stringify(settings));
    const child = spawn(program() ?? 'Orthanc', [join(folder, 'orthanc.json')], {
      // Without it every small answer of Orthanc's waits for a delayed acknowledgement.
      env: { PATH: process.env.PATH ?? '', TCP_NODELAY: '1' },
      stdio: 'ignore',
    });
    const orthanc = new Orthanc(`http://127.0.0.1:${port}`, child);
    for (let tries = 0; tries < READY_TRIES; tries += 1) {
      if (
        await fetch(`http://127.0.0.1:${port}/system`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return orthanc;
      await pause(200);
    }
    await orthanc.stop();
    throw new Error('Orthanc did not become ready');
  }

  async #answer(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${this.#url}${path}`, init);
    if (!response.ok) throw new Error(`Orthanc answered ${response.status} to ${path}: ${await response.text()}`);
    return response;
  }

  async #post<Answer>(path: string, body: string | Uint8Array<ArrayBuffer>): Promise<Answer> {
    return (await this.#answer(path, { method: 'POST', body })).json() as Promise<Answer>;
  }

  /** Puts files into Orthanc; its name of their study. */
  async take(files: readonly Uint8Array[]): Promise<string> {
    let study = '';
    for (const file of files)
      study = (await this.#post<{ ParentStudy: string }>('/instances', new Uint8Array(file))).ParentStudy;
    return study;
  }

  /** Sends a study by STOW-RS. */
  async send(study: string): Promise<void> {
    await this.#post('/dicom-web/servers/hounsfield/stow', JSON.stringify({ Resources: [study], Synchronous: true }));
  }

  /** Forgets a study. */
  async forget(study: string): Promise<void> {
    await this.#answer(`/studies/${study}`, { method: 'DELETE' });
  }

  /** Searches by QIDO-RS; each dataset by tag, as Orthanc understood it. */
  search(
    uri: string,
    filters: Readonly<Record<string, string>>,
  ): Promise<readonly Readonly<Record<string, { readonly Value?: string }>>[]> {
    return this.#post('/dicom-web/servers/hounsfield/qido', JSON.stringify({ Uri: uri, Arguments: filters }));
  }

  /** Fetches a study by WADO-RS; the files as Orthanc then has them. */
  async fetch(studyUid: string): Promise<readonly Buffer[]> {
    const resources = { Resources: [{ Study: studyUid }], Synchronous: true };
    await this.#post('/dicom-web/servers/hounsfield/retrieve', JSON.stringify(resources));
    const instances = (await (await this.#answer('/instances')).json()) as readonly string[];
    const files: Buffer[] = [];
    for (const id of instances)
      files.push(Buffer.from(await (await this.#answer(`/instances/${id}/file`)).arrayBuffer()));
    return files;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
  }
}
