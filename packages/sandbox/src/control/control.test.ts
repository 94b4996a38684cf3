import { request } from 'node:http';
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  createPrivateApi,
  eventsOf,
  Harness,
  settledStatus,
  startHarness,
} from '../__testUtils__/harness';

describe('control calls', () => {
  let harness: Harness;
  let name: string;
  beforeAll(async () => {
    harness = await startHarness();
    ({ FunctionName: name } = await createPrivateApi(harness, 'controlled'));
  });
  afterAll(() => harness.close());

  /** Uses `node:http`, because fetch sets Host and Origin itself. */
  const control = (
    method: string,
    path: string,
    o: { headers?: Record<string, string>; body?: unknown } = {},
  ) =>
    new Promise<{ status: number; text: string; location?: string }>(
      (resolve, reject) => {
        const call = request(
          `${harness.sandbox.endpointUrl}/_sandbox${path}`,
          { method, headers: o.headers },
          async response => {
            let text = '';
            for await (const chunk of response) text += chunk;
            resolve({
              status: response.statusCode!,
              text,
              location: response.headers.location,
            });
          },
        );
        call.on('error', reject);
        call.end(o.body === undefined ? undefined : JSON.stringify(o.body));
      },
    );
  const json = async (...call: Parameters<typeof control>) =>
    JSON.parse((await control(...call)).text);

  it('return the addresses of the sandbox', async () => {
    const { sandbox } = harness;
    expect(await json('GET', '/info')).toMatchObject({
      endpointUrl: sandbox.endpointUrl,
      resolver: sandbox.resolver,
      connectProxy: sandbox.connectProxyUrl,
      caFile: sandbox.caFile,
    });
  });

  it('list, stop and start functions', async () => {
    const states = async () =>
      (await json('GET', '/functions')).functions.map(
        (one: { state: string }) => one.state,
      );
    expect(await states()).toEqual(['running']);
    await control('POST', `/functions/${name}/stop`);
    expect(await states()).toEqual(['stopped']);
    expect(harness.sandbox.control.listFunctions()[0].state).toBe('stopped');
    await control('POST', `/functions/${name}/start`);
    expect(await states()).toEqual(['running']);
  });

  it('list the existing functions if a function does not exist', async () => {
    const response = await control('POST', '/functions/nobody/stop');
    expect(response.status).toBe(404);
    expect(JSON.parse(response.text).error).toBe(
      `Function 'nobody' does not exist. Existing functions: ${name}.`,
    );
    expect((await control('POST', '/functions/%/stop')).status).toBe(400);
    expect((await control('GET', '/nothing')).status).toBe(404);
  });

  it('include a page with buttons that work without scripts', async () => {
    const page = await control('GET', '/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('color-scheme: light dark');
    expect(page.text).toContain('controlled');
    const [, action] = /<form method="post" action="([^"]+)"/.exec(page.text)!;
    const { origin } = new URL(harness.sandbox.endpointUrl);
    const pressed = await control('POST', action.replace('/_sandbox', ''), {
      headers: { accept: 'text/html', origin, 'sec-fetch-site': 'same-origin' },
    });
    expect(pressed).toMatchObject({ status: 303, location: '/_sandbox/' });
    expect((await control('GET', '/')).text).toContain('>Start</button>');
    harness.sandbox.control.startFunction(name);
  });

  it('inject one failure of an operation', async () => {
    const fault = {
      stackName: 'faulty',
      logicalId: 'Logs',
      reason: 'Out of logs',
    };
    expect(await json('POST', '/faults', { body: fault })).toEqual({
      faults: [{ ...fault, operation: 'CREATE' }],
    });
    await harness.cloudFormation.send(
      new CreateStackCommand({
        StackName: 'faulty',
        TemplateBody: 'Resources: { Logs: { Type: AWS::Logs::LogGroup } }',
      }),
    );
    expect(await settledStatus(harness, 'faulty')).toBe('ROLLBACK_COMPLETE');
    const reasons = (await eventsOf(harness, 'faulty')).map(
      event => event.ResourceStatusReason,
    );
    expect(reasons.join()).toContain('Out of logs');
    expect(await json('GET', '/faults')).toEqual({ faults: [] });
    await control('POST', '/faults', { body: fault });
    expect(await json('DELETE', '/faults')).toEqual({ faults: [] });
  });

  it.each([
    [{}, 'stackName: undefined is not valid. Use a string that is not empty.'],
    [
      { stackName: 'a', logicalId: 'b', reason: 7 },
      'reason: 7 is not valid. Use a string that is not empty.',
    ],
    [
      { stackName: 'a', logicalId: 'b', reason: 'c', operation: 'BREAK' },
      'operation: "BREAK" is not valid. Use one of CREATE, UPDATE, DELETE.',
    ],
  ])('reject the fault %j', async (body, error) => {
    const response = await control('POST', '/faults', { body });
    expect([response.status, JSON.parse(response.text).error]).toEqual([
      400,
      error,
    ]);
  });
});
