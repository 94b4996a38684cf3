import path from 'node:path';
import { folderWith, runProcess } from './__testUtils__/run';

/** Writes the paths of all loaded modules to stderr when the process exits. */
const listModules = `process.on('exit', () =>
  process.stderr.write(Object.keys(require.cache).join('\\n')),
);`;

/** Modules that a command loads, from the folder of their package on. */
async function modulesOf(args: string[]): Promise<string[]> {
  const hook = path.join(folderWith({ 'hook.cjs': listModules }), 'hook.cjs');
  const { code, stderr } = await runProcess(args, {
    env: { NODE_OPTIONS: `--require ${hook}` },
  });
  expect(code).toBe(0);
  return stderr.split('\n');
}

const awsClient = /@aws-sdk|@smithy/;

describe('a command loads only the modules that it needs', () => {
  it('loads no library of the commands for the help', async () => {
    const modules = await modulesOf(['--help']);
    expect(
      modules.filter(name => /src\/commands\/verify/.test(name)),
    ).toHaveLength(1);
    expect(
      modules.filter(name =>
        /src\/run\/(?!index)|packages\/(privacy|stack|probe|template|environment)\//.test(
          name,
        ),
      ),
    ).toEqual([]);
    expect(modules.filter(name => awsClient.test(name))).toEqual([]);
  });

  it('loads no AWS client to verify a template', async () => {
    const folder = folderWith({
      'template.json': { Resources: { Log: { Type: 'AWS::Logs::LogGroup' } } },
    });
    const modules = await modulesOf([
      'verify',
      path.join(folder, 'template.json'),
    ]);
    expect(modules.some(name => /packages\/privacy\//.test(name))).toBe(true);
    expect(
      modules.filter(
        name => awsClient.test(name) || /cloudformation-diff|ajv/.test(name),
      ),
    ).toEqual([]);
  });
});
