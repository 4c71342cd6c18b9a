// Every deployment target the product has a recipe for, in the order they are shown. No clause: house list, from the estate’s register.

import { a10 } from './recipes/a10-thunder.ts'
import { apache } from './recipes/apache.ts'
import { apache22 } from './recipes/apache-2.2.ts'
import { array } from './recipes/array-apv.ts'
import { citrix } from './recipes/citrix-adc.ts'
import { domino } from './recipes/domino.ts'
import { f5 } from './recipes/f5-bigip.ts'
import { gmssl } from './recipes/gmssl-tlcp.ts'
import { h3c } from './recipes/h3c-comware.ts'
import { haproxy } from './recipes/haproxy.ts'
import { hsmServer } from './recipes/hsm-server.ts'
import { huawei } from './recipes/huawei-vrp.ts'
import { javaKeystore } from './recipes/java-keystore.ts'
import { kubernetes } from './recipes/kubernetes-ingress.ts'
import { nacos } from './recipes/nacos.ts'
import { nginx } from './recipes/nginx.ts'
import { sangfor } from './recipes/sangfor-ad.ts'
import { tomcat } from './recipes/tomcat.ts'
import { tomcatPem } from './recipes/tomcat-pem.ts'
import { tongsuo } from './recipes/tongsuo-ntls.ts'
import { weblogic } from './recipes/weblogic.ts'
import { windowsIis } from './recipes/windows-iis.ts'
import type { Target } from './target.ts'

export const TARGETS: readonly Target[] = [
  nginx,
  apache,
  apache22,
  tomcat,
  tomcatPem,
  javaKeystore,
  weblogic,
  windowsIis,
  haproxy,
  kubernetes,
  tongsuo,
  gmssl,
  f5,
  a10,
  citrix,
  sangfor,
  array,
  huawei,
  h3c,
  domino,
  nacos,
  hsmServer,
]

/** `undefined` for an id no recipe has. */
export function targetOf(id: string): Target | undefined {
  return TARGETS.find((target) => target.id === id)
}
