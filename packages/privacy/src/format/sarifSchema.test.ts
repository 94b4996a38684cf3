import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { verifyTemplate } from '../verify';
import type { VerifyOptions } from '../VerifyOptions';
import { formatVerdict } from './format';

// A pattern of the schema is not valid in the stricter mode of regular expressions that ajv uses.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv);
const validate = ajv.compile(schema);

const open =
  'Resources: { Igw: { Type: AWS::EC2::InternetGateway }, Site: { Type: Acme::Web::Site } }';

const cases: Array<[string, Omit<VerifyOptions, 'now'>]> = [
  ['no findings', { template: 'Resources: { T: { Type: AWS::SNS::Topic } }' }],
  ['findings', { template: open }],
  ['a macro', { template: `Transform: Acme\n${open}` }],
  [
    'exceptions',
    {
      template: open,
      settings: { exceptions: ['PS01'] },
      exceptions: [
        {
          rule: 'PS01',
          resource: 'Igw',
          reason: 'Migration',
          approver: 'Jo Smith',
          expires: '2026-12-31',
        },
        {
          rule: 'PS02',
          resource: 'Igw',
          reason: 'Nothing',
          approver: 'Jo Smith',
          expires: '2026-12-31',
        },
      ],
    },
  ],
  [
    'findings of the deployed template',
    {
      template: open,
      settings: { newRules: { block: { from: '2027-01-31' } } },
      deployed: { template: open },
    },
  ],
  [
    'a warning',
    {
      template:
        'Resources:\n  V:\n    Type: AWS::EC2::VPC\n    Properties: { Tags: [{ Key: a, Value: 012345670123 }] }',
    },
  ],
];

describe('SARIF', () => {
  it.each(cases)('is valid with %s', (_, options) => {
    const verdict = verifyTemplate({
      ...options,
      now: new Date('2026-11-29T12:00:00Z'),
    });
    const document = JSON.parse(
      formatVerdict(verdict, 'sarif', { file: 'infra/a b.yaml' }),
    );
    validate(document);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('is checked by the schema', () => {
    validate({ version: '2.1.0', runs: [{}] });
    expect(validate.errors).not.toEqual([]);
    expect(validate.errors).not.toBeNull();
  });
});
