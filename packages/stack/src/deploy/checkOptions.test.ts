import { clientsFor } from '../__testUtils__/world';
import { checkOptions } from './checkOptions';
import type { DeployOptions } from './options';

const options: DeployOptions = {
  ...clientsFor('http://127.0.0.1:1'),
  stackName: 'orders',
  templatePath: 'template.yaml',
};

it('accepts valid options', () => {
  expect(() => checkOptions({ ...options, token: 'ps-1' })).not.toThrow();
});

it.each<[Partial<DeployOptions>, string, string]>([
  [{ stackName: '1st' }, 'stackName', ": '1st' is not a valid CloudFormation"],
  [{ token: '-' }, 'token', ": '-' is not a valid client token"],
  [{ tags: { a: 1 as never } }, 'tags', '.a must be a string, not 1'],
])('rejects %j and names the option', (changes, option, problem) => {
  const rejection = (form: Partial<DeployOptions> = {}) => {
    try {
      return checkOptions({ ...options, ...form, ...changes });
    } catch (error) {
      return error;
    }
  };
  expect(rejection()).toMatchObject({
    code: 'input',
    option,
    message: expect.stringContaining(`${option}${problem}`),
  });
  expect(rejection({ formatOption: name => `--${name}` })).toMatchObject({
    message: expect.stringContaining(`--${option}${problem}`),
  });
});
