import { randomUUID } from 'node:crypto';
import { validationError } from '../protocol/errors';
import { QueryOperation } from '../protocol/query';
import { XmlValue } from '../protocol/xml';
import { detectDrift, notChecked, recordDrift, supportsDrift } from './drift';
import { ResourceDrift, StackDrift, StackResource } from './types';
import { CloudFormationContext, stackOf } from './operations';
import { page } from './paging';
import { Stack } from './Stack';

const driftStatuses = ['IN_SYNC', 'MODIFIED', 'DELETED', 'NOT_CHECKED'];

/** One run of DetectStackDrift. */
type Detection = {
  id: string;
  stack: Stack;
  startedAt: Date;
  drift?: StackDrift;
};

/** The API operations of drift detection. */
export function driftOperations(
  context: CloudFormationContext,
): Record<string, QueryOperation> {
  const { stacks, services } = context;
  const detections = new Map<string, Detection>();
  return {
    DetectStackDrift: {
      parameters: ['StackName', 'LogicalResourceIds'],
      run(request) {
        const stack = stackOf(stacks, request);
        checkDetectable(stack);
        for (const { stack: other, drift } of detections.values()) {
          if (other === stack && !drift) {
            throw validationError(
              `Drift detection is already in progress for stack [${stack.id}]`,
            );
          }
        }
        const named = request.list('LogicalResourceIds');
        const resources =
          named.length > 0
            ? named.map(name => resourceOf(stack, name))
            : [...stack.resources.values()].filter(({ live }) => live);
        const detection: Detection = {
          id: randomUUID(),
          stack,
          startedAt: new Date(),
        };
        detections.set(detection.id, detection);
        setTimeout(() => {
          const found = resources
            .filter(({ type }) => supportsDrift(type))
            .map(one =>
              one.skipped
                ? notChecked(one)
                : detectDrift(services.account, stack, one),
            );
          detection.drift = recordDrift(stack, found);
        }, context.changeSetDelayMs).unref();
        return { StackDriftDetectionId: detection.id };
      },
    },
    DescribeStackDriftDetectionStatus: {
      parameters: ['StackDriftDetectionId'],
      run(request) {
        const id = request.required('StackDriftDetectionId');
        const detection = detections.get(id);
        if (!detection) {
          throw validationError(
            `Drift detection status for ID [${id}] does not exist`,
          );
        }
        return renderDetection(detection);
      },
    },
    DescribeStackResourceDrifts: {
      parameters: [
        'StackName',
        'StackResourceDriftStatusFilters',
        'NextToken',
        'MaxResults',
      ],
      run(request) {
        const stack = stackOf(stacks, request);
        const wanted = request.list('StackResourceDriftStatusFilters');
        checkFilters(wanted);
        const fitting = [...(stack.drift?.resources.values() ?? [])]
          .filter(
            ({ status }) => wanted.length === 0 || wanted.includes(status),
          )
          .sort((a, b) => a.logicalId.localeCompare(b.logicalId));
        const { items, next } = page(fitting, request, {
          parameter: 'MaxResults',
          maximum: 100,
        });
        return {
          StackResourceDrifts: items.map(drift => renderDrift(stack, drift)),
          NextToken: next,
        };
      },
    },
    DetectStackResourceDrift: {
      parameters: ['StackName', 'LogicalResourceId'],
      run(request) {
        const stack = stackOf(stacks, request);
        const resource = resourceOf(
          stack,
          request.required('LogicalResourceId'),
        );
        checkDetectable(stack);
        if (!supportsDrift(resource.type)) {
          throw validationError(
            `Drift detection is not supported for resource type ${resource.type}`,
          );
        }
        const drift = detectDrift(services.account, stack, resource);
        recordDrift(stack, [drift]);
        return { StackResourceDrift: renderDrift(stack, drift) };
      },
    },
  };
}

function resourceOf(stack: Stack, logicalId: string): StackResource {
  const resource = stack.resources.get(logicalId);
  if (!resource?.live) {
    throw validationError(
      `Resource ${logicalId} does not exist for stack ${stack.name}`,
    );
  }
  return resource;
}

/**
 * The statuses in which AWS detects drift:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
function checkDetectable(stack: Stack): void {
  const detectable = [
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_FAILED',
  ];
  if (detectable.includes(stack.status)) return;
  throw validationError(
    `Drift detection cannot be performed on stack [${stack.id}] in its current state [${stack.status}]`,
  );
}

function checkFilters(wanted: string[]): void {
  const unknown = wanted.filter(status => !driftStatuses.includes(status));
  if (unknown.length === 0) return;
  throw validationError(
    `1 validation error detected: Value '[${wanted.join(
      ', ',
    )}]' at 'stackResourceDriftStatusFilters' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [${driftStatuses.join(
      ', ',
    )}]]`,
  );
}

function renderDetection({ id, stack, startedAt, drift }: Detection): XmlValue {
  const drifted = [...(drift?.resources.values() ?? [])].filter(({ status }) =>
    ['MODIFIED', 'DELETED'].includes(status),
  );
  return {
    StackId: stack.id,
    StackDriftDetectionId: id,
    StackDriftStatus: drift?.status,
    DetectionStatus: drift ? 'DETECTION_COMPLETE' : 'DETECTION_IN_PROGRESS',
    DriftedStackResourceCount: drift && drifted.length,
    Timestamp: startedAt,
  };
}

function renderDrift(stack: Stack, drift: ResourceDrift): XmlValue {
  return {
    StackId: stack.id,
    LogicalResourceId: drift.logicalId,
    PhysicalResourceId: drift.physicalId,
    ResourceType: drift.type,
    ExpectedProperties: drift.expected,
    ActualProperties: drift.actual,
    PropertyDifferences: drift.differences.map(difference => ({
      PropertyPath: difference.path,
      ExpectedValue: difference.expected,
      ActualValue: difference.actual,
      DifferenceType: difference.type,
    })),
    StackResourceDriftStatus: drift.status,
    Timestamp: drift.at,
  };
}
