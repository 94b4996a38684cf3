import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeFragments } from '../generators/app/compose.ts';

const network = {
  name: 'network.yaml',
  text: `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  # The plan.
  VpcCidr: { Type: String }
Resources:
  # The network.
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref VpcCidr # from the plan
`,
};
const subnet = {
  name: 'subnet.yaml',
  text: `AWSTemplateFormatVersion: '2010-09-09'
Metadata:
  privateServerless:
    standIns: [Vpc]
Resources:
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !GetAtt Vpc.VpcId
  Vpc:
    Type: AWS::EC2::VPC
`,
};

test('comments, tags and order survive; stand-ins go', () => {
  const text = composeFragments([network, subnet]).toString();
  assert.equal(
    text,
    `AWSTemplateFormatVersion: '2010-09-09'

Parameters:
  # The plan.
  VpcCidr: { Type: String }

Resources:
  # The network.
  Vpc:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref VpcCidr # from the plan

  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !GetAtt Vpc.VpcId
`,
  );
});

test('a name that two fragments define is an error', () => {
  assert.throws(
    () => composeFragments([network, { ...network, name: 'again.yaml' }]),
    /network\.yaml and again\.yaml both define VpcCidr/,
  );
});

test('a stand-in for what nobody defines is an error', () => {
  assert.throws(
    () => composeFragments([subnet]),
    /subnet\.yaml needs Vpc, which no chosen fragment defines/,
  );
});

test('a fragment that is no YAML is an error with its name', () => {
  assert.throws(
    () => composeFragments([{ name: 'broken.yaml', text: 'a: [' }]),
    /broken\.yaml/,
  );
});
