import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import { plannedChange } from './changes';
import { planOf } from './plan';

/** A change of a drift-aware change set. No value of the template is a secret. */
const drifted = (
  LogicalResourceId: string,
  ResourceType: string,
  rest: Partial<ResourceChange>,
) =>
  plannedChange(
    { LogicalResourceId, ResourceType, Action: 'Modify', ...rest },
    { isSecret: () => false },
  );

it('shows what was changed by hand, with the actual value and the one of the last deploy', () => {
  const { lines } = planOf([
    drifted('Rule', 'AWS::EC2::SecurityGroupIngress', {
      ResourceDriftStatus: 'MODIFIED',
      ResourceDriftIgnoredAttributes: [
        { Path: '/Properties/Description', Reason: 'WRITE_ONLY_PROPERTY' },
        { Path: '/Properties/Id', Reason: 'MANAGED_BY_AWS' },
      ],
      Details: [
        {
          Target: {
            Path: '/Properties/CidrIp',
            BeforeValue: '0.0.0.0/0',
            BeforeValueFrom: 'ACTUAL_STATE',
            AfterValue: '10.0.0.0/9',
            AfterValueFrom: 'TEMPLATE',
            Drift: { PreviousValue: '10.0.0.0/8', ActualValue: '0.0.0.0/0' },
          },
        },
      ],
    }),
    drifted('Log', 'AWS::Logs::LogGroup', {
      Action: 'Add',
      ResourceDriftStatus: 'DELETED',
    }),
    drifted('Days', 'AWS::Logs::LogGroup', {
      Action: 'SyncWithActual',
      Details: [
        {
          Target: { Path: '/Properties/RetentionInDays', AfterValue: '7' },
          ChangeSource: 'NoModification',
        },
      ],
    }),
  ]);
  expect(lines).toEqual([
    'Change set: Modify 1, Add 1, SyncWithActual 1',
    'DRIFT: Rule (AWS::EC2::SecurityGroupIngress) was changed by hand: CidrIp is 0.0.0.0/0, the template says 10.0.0.0/9',
    'DRIFT: Log (AWS::Logs::LogGroup) was deleted by hand: the deploy creates it again',
    '~ Rule (AWS::EC2::SecurityGroupIngress) changes',
    '    CidrIp: 0.0.0.0/0 → 10.0.0.0/9 (changed by hand; the last deploy set 10.0.0.0/8)',
    '    not compared with the actual state: Description',
    '+ Log (AWS::Logs::LogGroup) was deleted by hand and is created again',
    '= Days (AWS::Logs::LogGroup) already is as the template declares',
    '    RetentionInDays: (none) → 7 (the live resource already has this value)',
  ]);
});

it('hides the actual value of a secret, and does not take an equal value for a change by hand', () => {
  const details: Partial<ResourceChange> = {
    ResourceDriftStatus: 'MODIFIED',
    Details: [
      {
        Target: {
          Path: '/Properties/Value',
          BeforeValue: 'correct horse',
          AfterValue: 'battery',
          Drift: { PreviousValue: '****', ActualValue: 'correct horse' },
        },
      },
      {
        Target: {
          Path: '/Properties/Description',
          BeforeValue: 'also a secret',
          BeforeValueFrom: 'ACTUAL_STATE',
          AfterValue: '****',
        },
      },
      {
        Target: {
          Path: '/Properties/Tier',
          BeforeValue: 'Standard',
          AfterValue: 'Advanced',
          Drift: { PreviousValue: 'Standard', ActualValue: 'Standard' },
        },
      },
    ],
  };
  const isSecret = (id: string, pointer?: string) =>
    id === 'P' && /Value|Description/.test(pointer ?? '');
  const { lines } = planOf([
    plannedChange(
      {
        LogicalResourceId: 'P',
        ResourceType: 'AWS::SSM::Parameter',
        Action: 'Modify',
        ...details,
      },
      { isSecret },
    ),
  ]);
  expect(lines).toEqual([
    'Change set: Modify 1',
    'DRIFT: P (AWS::SSM::Parameter) was changed by hand: Value is not as in the template (the values are hidden)',
    '~ P (AWS::SSM::Parameter) changes',
    '    Value (changed by hand)',
    '    Description',
    '    Tier: Standard → Advanced',
  ]);
});
