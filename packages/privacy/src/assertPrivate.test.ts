import { assertPrivate, NotPrivateError } from './assertPrivate';
import type { Finding } from './Verdict';

const finding = (change: Partial<Finding> = {}): Finding => ({
  rule: 'PS01',
  severity: 'H',
  status: 'violated',
  blocking: true,
  resource: 'Gateway',
  path: 'Resources.Gateway',
  line: 3,
  message: 'It connects the VPC to the internet.',
  fix: 'Remove it.',
  ...change,
});

it('accepts a verdict without blocking findings', () => {
  expect(() => assertPrivate({ findings: [] })).not.toThrow();
  const warning = finding({ severity: 'M', blocking: false });
  expect(() => assertPrivate({ findings: [warning] })).not.toThrow();
});

it.each(['violated', 'unproven'] as const)(
  'rejects a blocking finding that is %s',
  status => {
    expect(() => assertPrivate({ findings: [finding({ status })] })).toThrow(
      `Not private: PS01 ${status} at Gateway (line 3): It connects the VPC to the internet. Remove it.`,
    );
  },
);

it('names the first blocking finding and counts the others', () => {
  const findings = [
    finding({ rule: 'PS32', blocking: false }),
    finding({ line: undefined }),
    finding({ rule: 'PS02' }),
  ];
  const reject = () => assertPrivate({ findings });
  expect(reject).toThrow(NotPrivateError);
  expect(reject).toThrow(
    /^Not private: PS01 violated at Gateway: .* More blocking findings: 1\.$/,
  );
});
