// Which page answers which address. Pages load when first visited.

import type { ComponentType } from 'react'
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router'
import { Layout } from './layout.tsx'
import { LostPage, RouteProblem } from './lost.tsx'
import { PLACES } from './places.tsx'
import { may, useSession } from './session.ts'

function FirstPlace() {
  const { account } = useSession()
  const first = PLACES.find((place) => may(account, place.permission))
  return first ? <Navigate to={first.path} replace /> : <LostPage />
}

function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: { Component: load }, hydrateFallbackElement: <span /> }
}

const PAGES: RouteObject[] = [page('today', async () => (await import('../today/page.tsx')).TodayPage)]

export const router = createBrowserRouter([
  {
    element: <Layout />,
    errorElement: <RouteProblem />,
    children: [{ index: true, element: <FirstPlace /> }, ...PAGES, { path: '*', element: <LostPage /> }],
  },
])
