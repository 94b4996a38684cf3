/** Intrinsic functions in place of a placeholder that is the whole value. */
const whole: Record<string, string> = {
  ACCOUNT_ID: '!Ref AWS::AccountId',
  REGION: '!Ref AWS::Region',
  KMS_KEY_ARN: '!Ref KmsKeyArn',
  PERMISSIONS_BOUNDARY_ARN:
    '!If [HasBoundary, !Ref PermissionsBoundary, !Ref PermissionsBoundaryArn]',
  'arn:aws:iam::ACCOUNT_ID:role/SERVICE_ROLE_NAME':
    '!If [HasCloudFormationRole, !GetAtt CloudFormationRole.Arn, !Ref CloudFormationRoleArn]',
  'arn:aws:s3:::TRUST_STORE_BUCKET/*': "!Sub '${TrustStoreBucket.Arn}/*'",
};

/** Variables of `Fn::Sub` in place of a part of a value. */
const parts: Array<[RegExp, string]> = [
  [/\barn:aws:/g, 'arn:${AWS::Partition}:'],
  [/ACCOUNT_ID/g, '${AWS::AccountId}'],
  [/ENVIRONMENT_ID/g, '${EnvironmentId}'],
  [/ARTIFACT_BUCKET/g, '${Artifacts}'],
  [/\bREGION\b/g, '${AWS::Region}'],
];

/**
 * Returns a value of a policy in YAML on one line, with CloudFormation's intrinsic functions in place of the placeholders.
 * A list of one value is written as the value, as IAM allows. It has few spaces, because the size of the template is limited.
 */
export function yamlFlow(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 1
      ? yamlFlow(value[0])
      : `[${value.map(yamlFlow).join(',')}]`;
  }
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).map(
      ([key, one]) =>
        `${/^[\w-]+$/.test(key) ? key : `'${key}'`}: ${yamlFlow(one)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  return scalar(String(value));
}

function scalar(text: string): string {
  if (whole[text]) return whole[text];
  const filled = parts.reduce(
    (result, [placeholder, variable]) => result.replace(placeholder, variable),
    text,
  );
  if (filled.includes('${Artifacts}')) {
    return `!Sub ['${filled}', { Artifacts: !If [HasArtifactBucket, !Ref ArtifactBucket, !Ref ArtifactBucketName] }]`;
  }
  if (filled !== text) return `!Sub '${filled}'`;
  return /^[\w./-]+$/.test(text) && !/^(true|false|null|[\d.]+)$/.test(text)
    ? text
    : `'${text}'`;
}
