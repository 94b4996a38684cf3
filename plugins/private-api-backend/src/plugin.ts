import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  privateApiEnvironmentUsePermission,
  privateApiHealthReadPermission,
  privateApiProbeRunPermission,
} from '@private-serverless/backstage-plugin-private-api-common';
import {
  AwsClients,
  readEnvironments,
} from '@private-serverless/backstage-plugin-private-api-node';
import { registerActions } from './actions/registerActions';
import { installedGoldenPath } from './config/installedGoldenPath';
import { readProbingConfig } from './config/readProbingConfig';
import { AwsSide } from './entry/AwsSide';
import { EntryPartStore } from './entry/EntryPartStore';
import { AwsEntryReader } from './entry/EntryReader';
import { EntryStates } from './entry/EntryStates';
import { HealthService } from './HealthService';
import { createRouter } from './http/router';
import { LeftoverStacks } from './leftovers/LeftoverStacks';
import { Reads } from './list/Reads';
import { Notices } from './notify/Notices';
import { scheduleNotices } from './notify/schedule';
import { SignalChanges } from './notify/SignalChanges';
import { environmentResourceRef, isEnvironment } from './permissions';
import { Engine } from './probing/Engine';
import { ProbeMetrics } from './probing/ProbeMetrics';
import { LiveNetworks } from './proof/LiveNetworks';
import { LiveProofs } from './proof/LiveProofs';
import { ProofMaker } from './proof/ProofMaker';
import { ProofStore } from './proof/ProofStore';
import { StackTemplates } from './proof/StackTemplates';
import { EnvironmentReadiness } from './readiness/EnvironmentReadiness';
import { ReadinessStore } from './readiness/ReadinessStore';
import { DatabaseHealthStore } from './store/DatabaseHealthStore';
import { openDatabase } from './store/migrations';
import { CatalogPass } from './targets/CatalogPass';
import { CloudFormationStackReader } from './targets/StackReader';
import { StackDetails } from './stacks/StackDetails';
import { TargetStore } from './targets/TargetStore';
import { TargetSync } from './targets/TargetSync';
import { AwsVpcReader } from './targets/VpcReader';
import { DayReader } from './view/DayReader';
import { VantageWatch } from './vantages/VantageWatch';
import { scheduleWork } from './schedule';

/**
 * Probes the private APIs of the catalog on a schedule, stores the results and serves them.
 * @public
 */
export const privateApiPlugin = createBackendPlugin({
  pluginId: 'private-api',
  register(env) {
    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { auth, catalog, logger } = deps;
        const environments = readEnvironments(deps.config, { logger });
        const config = {
          goldenPathVersion: installedGoldenPath(),
          ...readProbingConfig(deps.config, environments, logger),
        };
        const knex = await openDatabase(deps.database);
        const store = new DatabaseHealthStore(knex);
        const targets = new TargetStore(knex);
        const clients = AwsClients.fromConfig(deps.config);
        const readiness = new EnvironmentReadiness({
          environments,
          clients,
          store: new ReadinessStore(knex),
          logger,
        });
        const entries = new EntryStates({
          environments,
          store: new EntryPartStore(knex),
          reader: new AwsEntryReader({ clients, logger }),
        });
        const changes = new SignalChanges({ signals: deps.signals, logger });
        const engine = new Engine({
          knex,
          config,
          environments,
          logger,
          entries,
          metrics: new ProbeMetrics(deps.metrics),
          changes,
        });
        const proofs = new LiveProofs({
          environments,
          adoptedStacks: config.adoptedStacks,
          store: new ProofStore(knex),
          stacks: new StackTemplates({ clients }),
          maker: new ProofMaker({
            networks: new LiveNetworks({ clients, clock: Date.now }),
            clock: Date.now,
          }),
          logger,
        });
        const awsSide = new AwsSide({
          knex,
          environments,
          entries,
          proofs,
          states: engine.states,
        });
        proofs.listen(id => awsSide.refresh([id]));
        const sync = new TargetSync({
          config,
          rules: { ...config, environments },
          reader: new CloudFormationStackReader(clients),
          vpcReader: new AwsVpcReader({ clients, logger }),
          store: targets,
          awsSide,
          proofs,
          states: engine.states,
          logger,
        });

        deps.permissionsRegistry.addPermissions([
          privateApiHealthReadPermission,
          privateApiProbeRunPermission,
        ]);
        deps.permissionsRegistry.addResourceType({
          resourceRef: environmentResourceRef,
          permissions: [privateApiEnvironmentUsePermission],
          rules: [isEnvironment],
          getResources: async ids =>
            ids.map(id => environments.find(known => known.id === id)),
        });
        const health = new HealthService({
          config,
          environments,
          store,
          sync,
          prober: engine.prober,
          probeRunner: engine.runner,
          entries,
          awsSide,
          days: new DayReader(knex),
          proofs,
          logger,
        });
        const reads = new Reads({ ...deps, knex, config, environments });
        registerActions(deps.actionsRegistry, { ...deps, health, reads });

        deps.httpRouter.use(
          createRouter({
            ...deps,
            environments,
            readiness,
            reads,
            stacks: new StackDetails({
              environments,
              clients,
              entries,
              logger,
            }),
            leftovers: new LeftoverStacks({
              clients,
              catalog,
              auth,
              adoptedStacks: config.adoptedStacks,
            }),
            health,
            proofs,
          }),
        );
        await scheduleWork({
          scheduler: deps.scheduler,
          config,
          catalogPass: new CatalogPass({
            catalog,
            auth,
            sync,
            store: targets,
            logger,
          }),
          engine,
          targets,
          readiness,
          entries,
          awsSide,
          proofs,
        });
        await scheduleNotices({
          scheduler: deps.scheduler,
          vantages: new VantageWatch({ knex, config }),
          notices: config.notifications.enabled
            ? new Notices({ ...deps, knex, config, environments })
            : undefined,
        });
        deps.lifecycle.addShutdownHook(async () => {
          changes.close();
          await engine.close();
          clients.destroy();
        });
      },
    });
  },
});
