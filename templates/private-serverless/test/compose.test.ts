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

test('a composed template keeps comments, tags and order, and has no stand-ins', () => {
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

test('rejects two fragments that define the same name', () => {
  assert.throws(
    () => composeFragments([network, { ...network, name: 'again.yaml' }]),
    /network\.yaml and again\.yaml both define VpcCidr/,
  );
});

test('rejects a stand-in that no fragment defines', () => {
  assert.throws(
    () => composeFragments([subnet]),
    /subnet\.yaml has a stand-in for Vpc, but no chosen fragment defines it/,
  );
});

test('an error for a fragment that is not YAML has its name', () => {
  assert.throws(
    () => composeFragments([{ name: 'broken.yaml', text: 'a: [' }]),
    /broken\.yaml/,
  );
});
