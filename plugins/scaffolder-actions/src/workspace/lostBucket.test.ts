import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import {
  createTemplateAction,
  scaffolderActionsExtensionPoint,
} from '@backstage/plugin-scaffolder-node';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWorld, type World } from '../__testUtils__/world';
import { privateServerlessS3WorkspaceProviderModule } from './module';

const denial = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`;

/** A proxy for S3 in front of the sandbox, which rejects every request from some time on. */
class Gate {
  isOpen = true;
  private readonly server: Server;

  constructor(target: string) {
    this.server = createServer((incoming, outgoing) => {
      if (!this.isOpen) {
        incoming.resume();
        outgoing.writeHead(403, { 'content-type': 'application/xml' });
        outgoing.end(denial);
        return;
      }
      const { method, headers, url } = incoming;
      const forwarded = request(
        new URL(url!, target),
        { method, headers },
        response => {
          outgoing.writeHead(response.statusCode!, response.headers);
          response.pipe(outgoing);
        },
      );
      incoming.pipe(forwarded);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>(resolve =>
      this.server.listen(0, '127.0.0.1', resolve),
    );
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const template = (lastStep: string) => ({
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: lastStep, namespace: 'default' },
  spec: {
    type: 'service',
    steps: [
      { id: 'first', name: 'First', action: 'test:pass' },
      { id: 'last', name: 'Last', action: `test:${lastStep}` },
    ],
  },
});

describe('a task whose workspace bucket is denied after its first step', () => {
  let world: World;
  let gate: Gate;
  let endpoint: string;
  beforeAll(async () => {
    world = await startWorld();
    const { s3 } = world.clients.forEnvironment(world.environments[0]);
    await s3.send(new CreateBucketCommand({ Bucket: 'task-workspaces' }));
    gate = new Gate(world.sandbox.endpointUrl);
    endpoint = await gate.start();
  });
  beforeEach(() => {
    gate.isOpen = true;
  });
  afterAll(async () => {
    gate.close();
    await world.close();
  });

  /** Runs a task to its end. @returns the error that its page shows, and its log */
  async function run(lastStep: 'pass' | 'fail') {
    const actions = {
      pass: createTemplateAction({
        id: 'test:pass',
        async handler({ step }) {
          if (step?.id === 'last') gate.isOpen = false;
        },
      }),
      fail: createTemplateAction({
        id: 'test:fail',
        async handler() {
          gate.isOpen = false;
          throw new Error('Rate of tables exceeded');
        },
      }),
    };
    const backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        privateServerlessS3WorkspaceProviderModule,
        catalogServiceMock.factory({ entities: [template(lastStep)] }),
        createBackendModule({
          pluginId: 'scaffolder',
          moduleId: 'under-test',
          register(env) {
            env.registerInit({
              deps: { extension: scaffolderActionsExtensionPoint },
              async init({ extension }) {
                extension.addActions(...Object.values(actions));
              },
            });
          },
        }),
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://127.0.0.1' },
            aws: {
              accounts: [
                {
                  accountId: '111111111111',
                  accessKeyId: 'sandbox',
                  secretAccessKey: 'not-for-the-log',
                },
              ],
            },
            scaffolder: {
              taskRecovery: { enabled: true, workspaceProvider: 'awsS3' },
            },
            privateServerless: {
              workspace: {
                bucket: 'task-workspaces',
                region: 'eu-central-1',
                accountId: '111111111111',
                endpoint,
              },
            },
          },
        }),
      ],
    });
    const call = async (route: string, body?: object) => {
      const response = await fetch(
        `http://127.0.0.1:${backend.server.port()}/api/scaffolder/v2/${route}`,
        {
          method: body ? 'POST' : 'GET',
          headers: { 'content-type': 'application/json' },
          body: body && JSON.stringify(body),
        },
      );
      return response.json();
    };
    try {
      const { id } = await call('tasks', {
        templateRef: `template:default/${lastStep}`,
        values: {},
      });
      for (;;) {
        const events: Array<{ type: string; body: any }> = await call(
          `tasks/${id}/events`,
        );
        const end = events.find(({ type }) => type === 'completion');
        if (end) {
          const log = events.map(({ body }) => body.message).join('\n');
          return { error: end.body.error?.message as string, log };
        }
        await sleep(50);
      }
    } finally {
      await backend.stop();
    }
  }

  const message =
    /^Failed to store the workspace of the task in bucket task-workspaces of account 111111111111 \(privateServerless\.workspace\)\. Ask your platform team to check .* Then click Retry.*AccessDenied: Access Denied$/;

  it('fails with the bucket, the cause and what to do', async () => {
    const { error, log } = await run('pass');
    expect(error).toMatch(message);
    expect(log).not.toContain('not-for-the-log');
  });

  it('has the cause of a step that failed for another reason in its log', async () => {
    const { error, log } = await run('fail');
    expect(error).toMatch(message);
    expect(log).toContain('Rate of tables exceeded');
  });
});
