import { privacyGates } from './privacyGates';

const privateTemplate = 'Resources:\n  Log: { Type: AWS::Logs::LogGroup }\n';
const publicTemplate =
  'Resources:\n  Gateway: { Type: AWS::EC2::InternetGateway }\n';

function logged() {
  const lines: string[] = [];
  const gates = privacyGates({
    info: (line: string) => lines.push(line),
  } as never);
  return { lines, gate: gates.gate!, planGate: gates.planGate! };
}
const plan = (templateBody: string) => ({
  changes: [],
  templateBody,
  parameters: {},
});

describe('privacyGates', () => {
  it('verifies the template once', async () => {
    const { gate, planGate, lines } = logged();
    await gate({ templateBody: privateTemplate, parameters: {} });
    const proof = [...lines];
    expect(proof.length).toBeGreaterThan(0);
    await planGate(plan(privateTemplate));
    expect(lines).toEqual(proof);
  });

  it('refuses a public template', async () => {
    const { gate } = logged();
    await expect(
      gate({ templateBody: publicTemplate, parameters: {} }),
    ).rejects.toThrow(/^Not private: PS01 violated at Gateway/);
  });

  it('refuses the public result of a macro', async () => {
    const { gate, planGate } = logged();
    await gate({ templateBody: privateTemplate, parameters: {} });
    await expect(planGate(plan(publicTemplate))).rejects.toThrow(
      /^Not private: PS01 violated at Gateway/,
    );
  });
});
