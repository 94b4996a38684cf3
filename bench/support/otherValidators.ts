import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const packages = {
  '@cdklabs/cdk-validator-cfnguard': '0.0.62',
  '@aws/cloudformation-validate': '1.9.0-beta',
};

/** A program that validates a template. */
export type Validator = {
  name: string;
  command: (template: string) => string[];
};

/**
 * Installs other validators into a folder: cfn-guard with the rule files of AWS Control Tower, and cloudformation-validate. cfn-lint is
 * among them if the machine has it.
 */
export function otherValidators(work: string): Validator[] {
  const folder = path.join(work, 'validators');
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, 'package.json'),
    JSON.stringify({ private: true, dependencies: packages }),
  );
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  return [
    ...cfnLint(),
    ...cfnGuard(
      path.join(folder, 'node_modules/@cdklabs/cdk-validator-cfnguard'),
    ),
    cloudFormationValidate(folder),
  ];
}

function cfnLint(): Validator[] {
  if (spawnSync('cfn-lint', ['--version']).status !== 0) {
    console.log('cfn-lint is not installed (pip install cfn-lint).');
    return [];
  }
  return [{ name: 'cfn-lint', command: template => ['cfn-lint', template] }];
}

function cfnGuard(installed: string): Validator[] {
  const system = os.platform() === 'darwin' ? 'macos' : 'ubuntu';
  const machine = os.arch() === 'arm64' ? 'aarch64' : 'x86_64';
  const program = path.join(installed, 'bin', system, machine, 'cfn-guard');
  if (!existsSync(program)) {
    console.log(`cfn-guard has no program for ${os.platform()}.`);
    return [];
  }
  const rules = path.join(installed, 'rules');
  const count = readdirSync(rules, { recursive: true }).filter(name =>
    `${name}`.endsWith('.guard'),
  ).length;
  return [
    {
      name: `cfn-guard, ${count} rule files`,
      command: template => [
        program,
        'validate',
        '--data',
        template,
        '--rules',
        rules,
        '--show-summary',
        'none',
      ],
    },
  ];
}

function cloudFormationValidate(folder: string): Validator {
  const script = path.join(folder, 'validate.cjs');
  writeFileSync(
    script,
    `const { RegoEngine, TemplateFile } = require('@aws/cloudformation-validate');
const report = new RegoEngine().validateStandard(new TemplateFile(process.argv[2]));
console.log(report.diagnostics.length);
`,
  );
  return {
    name: 'cloudformation-validate',
    command: template => [process.execPath, script, template],
  };
}
