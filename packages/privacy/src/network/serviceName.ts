/**
 * The service in the name of an endpoint service of AWS, such as `s3` of `com.amazonaws.eu-central-1.s3`. Undefined for the name of
 * another service. The variants for FIPS are the same service.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export function serviceOfName(name: string): string | undefined {
  const [, regional] =
    /^(?:cn\.)?(?:com\.amazonaws|aws\.api|api\.aws|aws\.sagemaker)\.(?:\$\{AWS::Region\}|[a-z]+(?:-[a-z]+)+-\d+)\.(.+)$/.exec(
      name,
    ) ?? [];
  // Services without a region, such as com.amazonaws.route53.
  const [, global] = /^com\.amazonaws\.([a-z0-9-]+)$/.exec(name) ?? [];
  return (regional ?? global)?.replace(/-fips$/, '');
}
