import { execFileSync } from 'node:child_process';
import { stack, target } from '../../../dev/fixtures';
import { commandsFor, shellWord } from './serviceCommands';

const texts = (...args: Parameters<typeof commandsFor>) =>
  commandsFor(...args).map(({ text }) => text);

describe('shellWord', () => {
  it.each([
    'orders.dev.acme.internal',
    'https://a.example/health?a=1&b=2',
    "it's",
    '$(touch /tmp/x)',
    '`id`; rm -rf "$HOME"',
    'a\nb',
    '',
  ])('is one argument of a real shell: %j', value => {
    const shown = execFileSync('sh', ['-c', `printf %s ${shellWord(value)}`], {
      encoding: 'utf8',
    });
    expect(shown).toBe(value);
  });
});

describe('commandsFor', () => {
  it('has the values of the service', () => {
    const one = target({ url: 'https://orders.acme.internal:8443/health?a=b' });
    expect(texts(one, stack)).toEqual([
      'dig +noall +answer -q orders.acme.internal',
      "curl -v --max-time 10 --url 'https://orders.acme.internal:8443/health?a=b'",
      'openssl s_client -connect orders.acme.internal:8443 -servername orders.acme.internal -showcerts </dev/null',
      `aws cloudformation describe-stack-events --region eu-central-1 --stack-name ${stack.stackArn} --max-items 20`,
      `aws cloudformation detect-stack-drift --region eu-central-1 --stack-name ${stack.stackArn}`,
      'aws ec2 describe-vpc-endpoints --region eu-central-1 --vpc-endpoint-ids vpce-0a1b',
    ]);
  });

  it('shows the targets of a load balancer', () => {
    const one = target({ entry: 'alb' });
    expect(texts(one, stack).join('\n')).toContain(
      'do aws elbv2 describe-target-health --region eu-central-1 --target-group-arn "$group"; done',
    );
  });

  it('resolves no address', () => {
    expect(texts(target({ url: 'https://[fd00::1]/x' }), undefined)).toEqual([
      "curl -v --max-time 10 --url 'https://[fd00::1]/x'",
      "openssl s_client -connect '[fd00::1]:443' -showcerts </dev/null",
    ]);
  });

  it.each(['https://a.example/$(id)', "https://a.example/'; id; '"])(
    'quotes what the shell would expand: %s',
    url => {
      const [, curl] = texts(target({ url }), undefined);
      const words = execFileSync(
        'sh',
        ['-c', `set -- ${curl}; printf %s "$6"`],
        {
          encoding: 'utf8',
        },
      );
      expect(words).toBe(new URL(url).href);
    },
  );

  it('has none for a target without URL and stack', () => {
    expect(texts(target({ url: undefined }), undefined)).toEqual([]);
    expect(texts(target({ url: 'not a URL' }), undefined)).toEqual([]);
  });
});
