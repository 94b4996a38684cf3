import {
  call,
  createPrivateApi,
  eventsOf,
  execute,
  Harness,
  outputsOf,
  parametersOf,
  settledStatus,
  startHarness,
  TEMPLATE,
} from '../__testUtils__/harness';

const domain = 'execute-api.eu-central-1.amazonaws.com';

describe('API Gateway behind the endpoint', () => {
  let harness: Harness;
  let api: Record<string, string>;
  let denied: Record<string, string>;
  let address: string;
  beforeAll(async () => {
    harness = await startHarness();
    [api, denied] = await Promise.all([
      createPrivateApi(harness, 'api'),
      createPrivateApi(harness, 'denied', {
        VpcCidr: '10.80.0.0/20',
        AllowedEndpoint: 'vpce-00000000000000000',
      }),
    ]);
    ({ address } = await call(harness, `${api.EndpointUrl}/health`));
  });
  afterAll(() => harness.close());

  it('passes the event of a Lambda proxy integration to the handler', async () => {
    const response = await call(
      harness,
      `${api.EndpointUrl}/orders/7%2F8/lines?a=1&a=2&b=%C3%A4`,
      { method: 'POST', body: '{"x":"ä"}', headers: { 'X-Custom': 'one' } },
    );
    expect(response.status).toBe(200);
    expect(response.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers['x-amz-apigw-id']).toBeTruthy();
    const { event, functionName, remaining } = JSON.parse(response.body);
    expect(functionName).toBe(api.FunctionName);
    expect(remaining).toBeLessThanOrEqual(2000);
    expect(event).toMatchObject({
      resource: '/{proxy+}',
      path: '/orders/7%2F8/lines',
      httpMethod: 'POST',
      queryStringParameters: { a: '2', b: 'ä' },
      multiValueQueryStringParameters: { a: ['1', '2'], b: ['ä'] },
      pathParameters: { proxy: 'orders/7/8/lines' },
      body: '{"x":"ä"}',
      isBase64Encoded: false,
      stageVariables: null,
      requestContext: {
        accountId: '111111111111',
        apiId: api.ApiId,
        stage: 'prod',
        path: '/prod/orders/7%2F8/lines',
        resourcePath: '/{proxy+}',
        requestId: response.headers['x-amzn-requestid'],
        identity: { vpceId: api.EndpointId, sourceIp: '10.0.0.10' },
      },
    });
    expect(event.headers['X-Custom']).toBe('one');
    expect(event.multiValueHeaders['X-Custom']).toEqual(['one']);
  });

  it('prefers a literal path and accepts only its methods', async () => {
    const response = await call(harness, `${api.EndpointUrl}/health`, {
      method: 'DELETE',
    });
    expect(response.status).toBe(403);
    expect(response.headers['x-amzn-errortype']).toBe(
      'MissingAuthenticationTokenException',
    );
    expect(JSON.parse(response.body)).toEqual({
      message: 'Missing Authentication Token',
    });
  });

  it("finds the API by x-apigw-api-id at the endpoint's name", async () => {
    const url = `https://${api.EndpointName}/prod/health`;
    const headers = { 'x-apigw-api-id': api.ApiId };
    expect((await call(harness, url, { headers })).status).toBe(200);
    const without = await call(harness, url);
    expect([without.status, without.body]).toEqual([
      403,
      '{"message":"Forbidden"}',
    ]);
    expect(without.headers['x-amzn-errortype']).toBe('ForbiddenException');
  });

  it.each([
    ['an unknown API', () => `https://abcdefghij.${domain}/prod/health`],
    ['an unknown stage', () => `https://${api.ApiId}.${domain}/dev/health`],
    [
      'an API through the wrong endpoint',
      () =>
        `https://${denied.ApiId}-${denied.EndpointId}.${domain}/prod/health`,
    ],
    ['a foreign host', () => `https://abc.x.${domain}/prod/health`],
  ])('rejects %s', async (_, url) => {
    const target = new URL(url());
    const response = await call(
      harness,
      `https://abc.${domain}${target.pathname}`,
      {
        address,
        headers: { host: target.hostname },
      },
    );
    expect(response.status).toBe(403);
    expect(response.headers['x-amzn-errortype']).toBe('ForbiddenException');
  });

  it("enforces the resource policy with AWS's message", async () => {
    const response = await call(harness, `${denied.EndpointUrl}/health`);
    expect(response.status).toBe(403);
    expect(response.headers['x-amzn-errortype']).toBe('AccessDeniedException');
    expect(JSON.parse(response.body).Message).toBe(
      `User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-central-1:********1111:${denied.ApiId}/prod/GET/health with an explicit deny`,
    );
  });

  it('parses an Authorization header as a signature if the endpoint has a policy', async () => {
    const response = await call(harness, `${api.EndpointUrl}/health`, {
      headers: { authorization: 'Bearer token' },
    });
    expect(response.status).toBe(403);
    expect(response.headers['x-amzn-errortype']).toBe(
      'IncompleteSignatureException',
    );
  });

  it.each(['throw', 'malformed', 'exit', 'slow'])(
    'responds with 502 if the handler fails: %s',
    async path => {
      const response = await call(harness, `${api.EndpointUrl}/${path}`);
      expect(response.status).toBe(502);
      expect(response.headers['x-amzn-errortype']).toBe(
        'InternalServerErrorException',
      );
      expect(JSON.parse(response.body)).toEqual({
        message: 'Internal server error',
      });
      expect((await call(harness, `${api.EndpointUrl}/health`)).status).toBe(
        200,
      );
    },
  );

  it('responds with 500 without the permission to invoke the function', async () => {
    const url = await withTemplate(
      'unpermitted',
      TEMPLATE.replace('/*\n', '/other/*\n'),
    );
    const response = await call(harness, `${url}/health`);
    expect(response.status).toBe(500);
    expect(response.headers['x-amzn-errortype']).toBe(
      'InternalServerErrorException',
    );
  });

  it('fails a deployment of an API without a policy, as API Gateway does', async () => {
    await deploy(
      'unprotected',
      TEMPLATE.replace(/ {6}Policy:[^]*?(?= {2}Health:)/, ''),
    );
    expect(await settledStatus(harness, 'unprotected')).toBe(
      'ROLLBACK_COMPLETE',
    );
    const reasons = (await eventsOf(harness, 'unprotected')).map(
      event => event.ResourceStatusReason,
    );
    expect(reasons.join()).toContain(
      "Private REST API doesn't have a resource policy attached to it",
    );
  });

  it('responds with 403 without a stage', async () => {
    const url = await withTemplate(
      'stageless',
      TEMPLATE.replace(/ {2}Stage:[^]*?(?=Outputs:)/, '').replace(
        '/${Stage}',
        '/prod',
      ),
    );
    expect((await call(harness, `${url}/health`)).status).toBe(403);
  });

  async function deploy(name: string, template: string) {
    await execute(harness, {
      StackName: name,
      ChangeSetName: 'create',
      ChangeSetType: 'CREATE',
      TemplateBody: template,
      Parameters: parametersOf({
        ArtifactBucket: 'private-serverless-artifacts',
        ApiFunctionCodeKey: 'code.zip',
        VpcCidr: '10.112.0.0/20',
      }),
    });
  }

  async function withTemplate(name: string, template: string) {
    await deploy(name, template);
    expect(await settledStatus(harness, name)).toBe('CREATE_COMPLETE');
    return (await outputsOf(harness, name)).EndpointUrl;
  }
});
