/** AWS's lists of the services with gateway endpoints: ID and ranges, as in eu-central-1. */
export const prefixLists: Record<string, { id: string; cidrs: string[] }> = {
  s3: { id: 'pl-6ea54007', cidrs: ['3.5.134.0/23', '52.219.44.0/22'] },
  dynamodb: { id: 'pl-66a5400f', cidrs: ['52.94.17.0/24'] },
};
