import { parse } from 'yaml';
import { annotationsOf, writeAnnotations } from './catalogInfo';

const arn =
  'arn:aws:cloudformation:eu-central-1:111111111111:stack/orders-local/1';

describe('annotationsOf', () => {
  it('records the stack and the outputs that it has', () => {
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

describe('writeAnnotations', () => {
  it('keeps comments, order and other documents', () => {
    const text = [
      '# who owns this: payments',
      'apiVersion: backstage.io/v1alpha1',
      'kind: API',
      'metadata:',
      '  name: orders-api',
      '---',
      'apiVersion: backstage.io/v1alpha1',
      'kind: Component # the service',
      'metadata:',
      '  name: orders',
      '  annotations:',
      '    # found by TechDocs',
      '    backstage.io/techdocs-ref: dir:.',
      '    private-serverless.dev/stack-arn: old',
      'spec:',
      '  type: service',
      '',
    ].join('\n');
    expect(
      writeAnnotations(text, { 'private-serverless.dev/stack-arn': arn }),
    ).toBe(text.replace('stack-arn: old', `stack-arn: ${arn}`));
  });

  it('makes the annotations where there are none', () => {
    expect(
      writeAnnotations('kind: Component\nmetadata:\n  name: orders\n', {
        'private-serverless.dev/stack-arn': arn,
      }),
    ).toBe(
      `kind: Component\nmetadata:\n  name: orders\n  annotations:\n    private-serverless.dev/stack-arn: ${arn}\n`,
    );
  });

  it.each(['annotations:', 'annotations: null', 'annotations: {}'])(
    'fills %j',
    annotations => {
      const text = `kind: Component\nmetadata:\n  ${annotations}\n  name: orders\n`;
      const written = writeAnnotations(text, {
        'private-serverless.dev/stack-arn': arn,
      });
      expect(parse(written)).toEqual({
        kind: 'Component',
        metadata: {
          annotations: { 'private-serverless.dev/stack-arn': arn },
          name: 'orders',
        },
      });
    },
  );

  it('does not fold what is long', () => {
    const long = `  description: ${'a long sentence that goes on '.repeat(
      8,
    )}end`;
    const text = `kind: Component\nmetadata:\n  name: orders\n${long}\n`;
    expect(
      writeAnnotations(text, { 'private-serverless.dev/stack-arn': arn }),
    ).toContain(`\n${long}\n`);
  });

  it.each([
    ['kind: [', /is no YAML/],
    ['kind: API\n', /no entity of kind Component/],
    ['- just\n- a list\n', /no entity of kind Component/],
  ])('refuses %j', (text, message) => {
    expect(() => writeAnnotations(text, {})).toThrow(message);
  });
});
