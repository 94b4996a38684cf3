import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { request } from 'node:http';
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

  /** With `node:http`, since fetch sets Host and Origin itself. */
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

  it('tell where everything is', async () => {
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

  it('name the functions there are when asked for another', async () => {
    const answer = await control('POST', '/functions/nobody/stop');
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text).error).toBe(
      `There is no function "nobody"; there are: ${name}`,
    );
    expect((await control('POST', '/functions/%/stop')).status).toBe(400);
    expect((await control('GET', '/nothing')).status).toBe(404);
  });

  it('show a page whose buttons work without scripts', async () => {
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

  it('make one operation fail, once', async () => {
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
    [{}, 'stackName is undefined: it must be a text that is not empty'],
    [
      { stackName: 'a', logicalId: 'b', reason: 7 },
      'reason is 7: it must be a text that is not empty',
    ],
    [
      { stackName: 'a', logicalId: 'b', reason: 'c', operation: 'BREAK' },
      'operation is "BREAK": it must be one of CREATE, UPDATE, DELETE',
    ],
  ])('refuse the fault %j', async (body, error) => {
    const answer = await control('POST', '/faults', { body });
    expect([answer.status, JSON.parse(answer.text).error]).toEqual([
      400,
      error,
    ]);
  });
});
