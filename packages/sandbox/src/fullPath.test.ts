import {
  DeleteStackCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  call,
  createPrivateApi,
  Harness,
  resolve4,
  startHarness,
} from './__testUtils__/harness';

describe('from a change set to a response of the handler', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  it('creates a stack, responds, stops, starts and deletes', async () => {
    const outputs = await createPrivateApi(harness, 'orders-local');
    const health = `${outputs.EndpointUrl}/health`;

    const answer = await call(harness, health);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ status: 'ok' });
    expect(answer.address).toMatch(/^10\.64\.[01]\.4$/);

    harness.sandbox.control.stopFunction(outputs.FunctionName);
    const broken = await call(harness, health);
    expect(broken.status).toBe(502);
    expect(broken.headers['x-amzn-errortype']).toBe(
      'InternalServerErrorException',
    );
    expect(JSON.parse(broken.body)).toEqual({
      message: 'Internal server error',
    });

    harness.sandbox.control.startFunction(outputs.FunctionName);
    expect((await call(harness, health)).status).toBe(200);

    await harness.cloudFormation.send(
      new DeleteStackCommand({ StackName: 'orders-local' }),
    );
    await waitUntilStackDeleteComplete(
      {
        client: harness.cloudFormation,
        maxWaitTime: 30,
        minDelay: 0.02,
        maxDelay: 0.05,
      },
      { StackName: 'orders-local' },
    );
    await expect(
      resolve4(harness, new URL(outputs.EndpointUrl).hostname),
    ).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
