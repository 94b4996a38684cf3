import { completeParameters, noEchoValues } from './parameters';
import { parseTemplate } from './parse';

const template = parseTemplate(
  `Parameters:
  VpcCidr: { Type: String }
  Size: { Type: Number, Default: 2 }
  Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /some/name }
  CodeKey: { Type: String }
Resources: { A: { Type: AWS::S3::Bucket } }
`,
  'infrastructure/template.yaml',
);
const complete = (
  given: Record<string, string>,
  previous: Record<string, string> = {},
) =>
  completeParameters({
    template,
    given,
    filled: { CodeKey: 'assets/1.zip' },
    previous,
  });

describe('completeParameters', () => {
  it('uses given values, values of the deploy, and defaults', () => {
    expect(complete({ VpcCidr: '10.0.0.0/20' })).toEqual({
      changeSet: [
        { ParameterKey: 'VpcCidr', ParameterValue: '10.0.0.0/20' },
        { ParameterKey: 'CodeKey', ParameterValue: 'assets/1.zip' },
      ],
      effective: {
        VpcCidr: '10.0.0.0/20',
        Size: '2',
        CodeKey: 'assets/1.zip',
      },
    });
  });

  it('keeps the values of an existing stack if no others are given', () => {
    const { changeSet, effective } = complete(
      {},
      { VpcCidr: '10.1.0.0/20', Size: '9' },
    );
    expect(changeSet).toContainEqual({
      ParameterKey: 'VpcCidr',
      UsePreviousValue: true,
    });
    expect(effective).toMatchObject({ VpcCidr: '10.1.0.0/20', Size: '2' });
  });

  it('names every problem at once', () => {
    expect(() =>
      complete({ VpcCdir: 'x', Sise: '1', CodeKey: 'assets/2.zip' }),
    ).toThrow(
      /template\.yaml: the template has no parameter VpcCdir, Sise .*; parameter CodeKey: the deploy sets it to assets\/1\.zip.*; parameter VpcCidr has no value/,
    );
  });

  it('rejects a parameter whose name is that of an object member', () => {
    expect(() => complete({ VpcCidr: 'x', constructor: 'y' })).toThrow(
      /has no parameter constructor/,
    );
  });
});

it('hides the given value of a NoEcho parameter that the deploy sets', () => {
  const withHidden = parseTemplate(
    'Parameters: { Key: { Type: String, NoEcho: yes } }\nResources: { Log: { Type: AWS::Logs::LogGroup } }',
    'template.yaml',
  );
  expect(() =>
    completeParameters({
      template: withHidden,
      given: { Key: 'swordfish' },
      filled: { Key: 'assets/1.zip' },
      previous: {},
    }),
  ).toThrow(
    'parameter Key: the deploy sets it to assets/1.zip, but the given value is ****',
  );
});

describe('noEchoValues', () => {
  const body = `Parameters:
  Plain: { Type: String, NoEcho: true }
  List: { Type: CommaDelimitedList, NoEcho: 'true' }
  Shown: { Type: String, Default: shown }
  Short: { Type: String, NoEcho: true, Default: abc }
  Empty:
  ByYes: { Type: String, NoEcho: yes }
  ByOn: { Type: String, NoEcho: On }
  ByNo: { Type: String, NoEcho: no }
  Unclear: { Type: String, NoEcho: !Ref Shown }
  constructor: { Type: String, NoEcho: true }
Resources: { Log: { Type: AWS::Logs::LogGroup } }
`;
  it('returns the values of the parameters and of the items of lists, the longest first', () => {
    expect(
      noEchoValues(parseTemplate(body, 'template.yaml'), {
        Plain: 'sword"fish',
        List: 'first,second-one',
        Shown: 'seen',
        ByYes: 'hidden-by-yes',
        ByOn: 'hidden-by-on',
        ByNo: 'shown-by-no',
        Unclear: 'hidden-by-doubt',
      }),
    ).toEqual([
      'first,second-one',
      'hidden-by-doubt',
      'hidden-by-yes',
      'hidden-by-on',
      'sword\\"fish',
      'sword"fish',
      'second-one',
      'first',
    ]);
  });
});
