// Who can reach an entry: one row for each way in which a controller is told.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  exposureOfGateway,
  exposureOfIngress,
  exposureOfIstioGateway,
  exposureOfRoute,
  exposureOfService,
} from "../../engine/facet/exposure.ts";
import { Place } from "../../engine/model/place.ts";
import { resourceFrom } from "../harness/resource.ts";

const LB = "service.beta.kubernetes.io";
const rootOf = (kind: string, annotations: string, spec: string, metadata = ""): Place =>
  Place.root(
    resourceFrom(`apiVersion: v1\nkind: ${kind}\nmetadata: { name: a, annotations: { ${annotations} }${metadata} }\nspec: { ${spec} }\n`),
  );

describe("a Service", () => {
  const is = (annotations: string, spec = "type: LoadBalancer") => exposureOfService(rootOf("Service", annotations, spec));

  test("of another type is internal, or as open as its nodes", () => {
    assert.equal(is("", ""), "internal");
    assert.equal(is("", "type: ClusterIP"), "internal");
    assert.equal(is("", "type: NodePort"), "unspecified");
    assert.equal(is("", 'type: "${TYPE}"'), "unknown");
  });

  test("is what its annotations, class, address or ranges say", () => {
    const internal = [
      [`${LB}/aws-load-balancer-scheme: internal`],
      [`${LB}/aws-load-balancer-internal: "true"`],
      ["networking.gke.io/load-balancer-type: Internal"],
      [`${LB}/azure-load-balancer-internal: "true"`],
      ["service.kubernetes.io/qcloud-loadbalancer-internal-subnetid: subnet-1"],
      ["metallb.io/address-pool: lab"],
      [`${LB}/aws-load-balancer-type: external`],
      ["", "type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb"],
      ["", "type: LoadBalancer, loadBalancerClass: tailscale"],
      ["", "type: LoadBalancer, loadBalancerIP: 10.0.0.9"],
      ["", "type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8, 192.168.0.0/16]"],
    ] as const;
    for (const [annotations, spec] of internal) assert.equal(is(annotations, spec), "internal", `${annotations} ${spec}`);
    const open = [
      [`${LB}/aws-load-balancer-scheme: internet-facing`],
      [`${LB}/aws-load-balancer-internal: "false"`],
      ["networking.gke.io/load-balancer-type: External"],
      [`${LB}/aws-load-balancer-scheme: internal`, "type: LoadBalancer, loadBalancerSourceRanges: [0.0.0.0/0]"],
    ] as const;
    for (const [annotations, spec] of open) assert.equal(is(annotations, spec), "public", `${annotations} ${spec}`);
  });

  test("is unspecified where its controller decides, and unknown where something is filled in", () => {
    assert.equal(is(""), "unspecified");
    assert.equal(is("", "type: LoadBalancer, loadBalancerSourceRanges: [93.184.216.0/24]"), "unspecified");
    assert.equal(is(`${LB}/aws-load-balancer-scheme: "\${SCHEME}"`), "unknown");
    assert.equal(is("", 'type: LoadBalancer, loadBalancerSourceRanges: ["${RANGE}"]'), "unknown");
  });
});

test("an Ingress", () => {
  const is = (annotations: string, spec: string) => exposureOfIngress(rootOf("Ingress", annotations, spec));
  assert.equal(is("", "ingressClassName: alb"), "internal");
  assert.equal(is("alb.ingress.kubernetes.io/scheme: internet-facing", "ingressClassName: alb"), "public");
  assert.equal(is('alb.ingress.kubernetes.io/scheme: "${S}"', "ingressClassName: alb"), "unknown");
  assert.equal(is("", "ingressClassName: gce"), "public");
  assert.equal(is("kubernetes.io/ingress.class: gce-internal", ""), "internal");
  assert.equal(is("", "ingressClassName: nginx-internal"), "internal");
  assert.equal(is('appgw.ingress.kubernetes.io/use-private-ip: "true"', "ingressClassName: azure"), "internal");
  assert.equal(is("", "ingressClassName: nginx, rules: [{ host: a.lab.internal }]"), "internal");
  assert.equal(is("", "ingressClassName: nginx, rules: [{ host: a.lab.internal }, { host: a.example.com }]"), "unspecified");
  assert.equal(is("", 'ingressClassName: "${CLASS}"'), "unknown");
  assert.equal(is("", ""), "unspecified");
});

test("gateways and routes", () => {
  const gateway = (name: string) => exposureOfGateway(rootOf("Gateway", "", `gatewayClassName: "${name}"`));
  assert.deepEqual(["gke-l7-rilb", "gke-l7-regional-external-managed", "envoy", "$CLASS"].map(gateway), [
    "internal",
    "public",
    "unspecified",
    "unknown",
  ]);
  const istio = (selector: string) => exposureOfIstioGateway(rootOf("Gateway", "", `selector: { istio: "${selector}" }`));
  assert.deepEqual(["eastwestgateway", "cluster-local-gateway", "ingressgateway", "$GATEWAY"].map(istio), [
    "internal",
    "internal",
    "unspecified",
    "unknown",
  ]);
  const route = (labels: string, host: string) => exposureOfRoute(rootOf("Route", "", `host: ${host}`, `, labels: { ${labels} }`));
  assert.equal(route("router: internal", "a.example.com"), "internal");
  assert.equal(route("", "a.apps.lab.local"), "internal");
  assert.equal(route("", "a.example.com"), "unspecified");
});
