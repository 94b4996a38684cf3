import { annotationsOf } from './annotations';

describe('annotationsOf', () => {
  it('records the stack and its outputs', () => {
    const arn =
      'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-local/1';
    expect(
      annotationsOf(arn, {
        EndpointUrl: 'https://a-vpce-1.execute-api/live',
        VpcEndpointId: 'vpce-1',
        StageName: 'live',
      }),
    ).toEqual({
      'private-serverless.dev/stack-arn': arn,
      'private-serverless.dev/service-url': 'https://a-vpce-1.execute-api/live',
      'private-serverless.dev/vpc-endpoint-id': 'vpce-1',
    });
  });
});
