import { EC2Client } from '@aws-sdk/client-ec2';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readVpcs } from './readVpcs';

const ipv6 = (cidr: string, state: string, source?: string) =>
  `<item><ipv6CidrBlock>${cidr}</ipv6CidrBlock><ipv6CidrBlockState><state>${state}</state></ipv6CidrBlockState>${
    source ? `<ipSource>${source}</ipSource>` : ''
  }</item>`;
const ipv4 = (cidr: string, state: string) =>
  `<item><cidrBlock>${cidr}</cidrBlock><cidrBlockState><state>${state}</state></cidrBlockState></item>`;

/** AWS's responses, by page. */
const pages: Record<string, string> = {
  '': `<vpcSet><item><vpcId>vpc-1</vpcId>
    <cidrBlockAssociationSet>${ipv4('10.0.0.0/20', 'associated')}${ipv4(
    '100.64.0.0/16',
    'associated',
  )}${ipv4('10.9.0.0/20', 'disassociated')}</cidrBlockAssociationSet>
    <ipv6CidrBlockAssociationSet>${ipv6(
      '2600:1::/56',
      'associated',
      'amazon',
    )}${ipv6('2600:2::/56', 'disassociating', 'amazon')}${ipv6(
    '2600:3::/56',
    'associated',
    'byoip',
  )}${ipv6('2600:4::/56', 'associated', 'none')}${ipv6(
    '2600:5::/56',
    'associated',
  )}</ipv6CidrBlockAssociationSet></item></vpcSet><nextToken>two</nextToken>`,
  two: '<vpcSet><item><vpcId>vpc-2</vpcId></item></vpcSet>',
};

it('reads all pages, and only ranges that are associated', async () => {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', data => {
      body += data;
    });
    request.on('end', () => {
      const page = pages[new URLSearchParams(body).get('NextToken') ?? ''];
      response.setHeader('content-type', 'text/xml');
      response.end(
        `<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${page}</DescribeVpcsResponse>`,
      );
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ec2 = new EC2Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  expect(await readVpcs(ec2)).toEqual([
    {
      id: 'vpc-1',
      cidrs: ['10.0.0.0/20', '100.64.0.0/16'],
      ipv6Cidrs: [
        { cidr: '2600:1::/56', isAllocated: true },
        { cidr: '2600:3::/56', isAllocated: true },
        { cidr: '2600:4::/56', isAllocated: false },
        { cidr: '2600:5::/56', isAllocated: false },
      ],
    },
    { id: 'vpc-2', cidrs: [], ipv6Cidrs: [] },
  ]);
  ec2.destroy();
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});
