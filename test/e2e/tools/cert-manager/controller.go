package main

import (
	"context"
	"errors"
	"net"
	"os"
	"time"

	"github.com/cert-manager/cert-manager/pkg/controller"
	"github.com/cert-manager/cert-manager/pkg/healthz"
	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"

	_ "github.com/cert-manager/cert-manager/pkg/controller/certificate-shim/ingresses"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/approver"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/ca"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificaterequests/selfsigned"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/issuing"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/keymanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/metrics"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/readiness"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/requestmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/revisionmanager"
	_ "github.com/cert-manager/cert-manager/pkg/controller/certificates/trigger"
	_ "github.com/cert-manager/cert-manager/pkg/controller/clusterissuers"
	_ "github.com/cert-manager/cert-manager/pkg/controller/issuers"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/ca"
	_ "github.com/cert-manager/cert-manager/pkg/issuer/selfsigned"
)

const workers = 5

func runController(ctx context.Context, args []string) error {
	flags := pflag.NewFlagSet("controller", pflag.ContinueOnError)
	flags.Int("v", 2, "")
	resources := flags.String("cluster-resource-namespace", "", "")
	leases := flags.String("leader-election-namespace", "", "")
	// Of ACME, which stays out.
	flags.String("acme-http01-solver-image", "", "")
	flags.StringSlice("dns01-recursive-nameservers", nil, "")
	flags.Bool("dns01-recursive-nameservers-only", false, "")
	challenges := flags.Int("max-concurrent-challenges", 60, "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	none := resource.MustParse("0")
	factory, err := controller.NewContextFactory(ctx, controller.ContextOptions{
		KubernetesAPIQPS:   20,
		KubernetesAPIBurst: 50,
		ACMEOptions: controller.ACMEOptions{
			HTTP01SolverResourceRequestCPU:    none,
			HTTP01SolverResourceRequestMemory: none,
			HTTP01SolverResourceLimitsCPU:     none,
			HTTP01SolverResourceLimitsMemory:  none,
		},
		SchedulerOptions: controller.SchedulerOptions{MaxConcurrentChallenges: *challenges},
		IssuerOptions:    controller.IssuerOptions{ClusterResourceNamespace: *resources},
		CertificateOptions: controller.CertificateOptions{
			CertificateRequestMinimumBackoffDuration: time.Hour,
			CertificateRequestMaximumBackoffDuration: 32 * time.Hour,
		},
		IngressShimOptions: controller.IngressShimOptions{
			DefaultAutoCertificateAnnotations: []string{"kubernetes.io/tls-acme"},
		},
	})
	if err != nil {
		return err
	}
	common, err := factory.Build()
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	health := healthz.NewServer(20 * time.Second)
	listener, err := net.Listen("tcp", "0.0.0.0:9403")
	if err != nil {
		return err
	}
	group.Go(func() error { return health.Start(ctx, listener) })
	metrics, err := net.Listen("tcp", "0.0.0.0:9402")
	if err != nil {
		return err
	}
	group.Go(func() error { return common.Metrics.NewServer(metrics).Serve(metrics) })
	group.Go(func() error {
		return lead(ctx, common, *leases, health, func(ctx context.Context) { start(ctx, group, factory, common) })
	})
	return group.Wait()
}

func lead(
	ctx context.Context, common *controller.Context, namespace string, health *healthz.Server, started func(context.Context),
) error {
	name, err := os.Hostname()
	if err != nil {
		return err
	}
	lock, err := resourcelock.New(resourcelock.LeasesResourceLock, namespace, "cert-manager-controller",
		nil, common.Client.CoordinationV1(), resourcelock.ResourceLockConfig{Identity: name})
	if err != nil {
		return err
	}
	leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
		Lock:            lock,
		LeaseDuration:   60 * time.Second,
		RenewDeadline:   40 * time.Second,
		RetryPeriod:     2 * time.Second,
		ReleaseOnCancel: true,
		WatchDog:        health.LeaderHealthzAdaptor,
		Callbacks:       leaderelection.LeaderCallbacks{OnStartedLeading: started, OnStoppedLeading: func() {}},
	})
	return errors.New("no longer the leader")
}

func start(ctx context.Context, group *errgroup.Group, factory *controller.ContextFactory, common *controller.Context) {
	for _, construct := range controller.Known() {
		one, err := construct(factory)
		if err != nil {
			group.Go(func() error { return err })
			return
		}
		group.Go(func() error { return one.Run(workers, ctx) })
	}
	common.SharedInformerFactory.Start(ctx.Done())
	common.KubeSharedInformerFactory.Start(ctx.Done())
	common.HTTP01ResourceMetadataInformersFactory.Start(ctx.Done())
}
