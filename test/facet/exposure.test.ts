// Who can reach an entry: one row for each way in which a controller is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exposureOfGateway, exposureOfIngress, exposureOfIstioGateway, exposureOfRoute } from "../../engine/facet/exposure.ts";
import { Place } from "../../engine/model/place.ts";
import { resourceFrom } from "../harness/resource.ts";

const rootOf = (kind: string, annotations: string, spec: string, metadata = ""): Place =>
  Place.root(
    resourceFrom(`apiVersion: v1\nkind: ${kind}\nmetadata: { name: a, annotations: { ${annotations} }${metadata} }\nspec: { ${spec} }\n`),
  );

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
