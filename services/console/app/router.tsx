// The map of the console: one route a page, every page its own chunk.
import { createBrowserRouter, type RouteObject } from 'react-router';
import { SignInPage } from '../session/sign-in-page.tsx';
import { HomeRedirect } from './home-redirect.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { PageGuard } from './page-guard.tsx';
import { RouteFault } from './route-fault.tsx';
import { Shell } from './shell.tsx';

const pages: RouteObject[] = [
  { index: true, Component: HomeRedirect },
  {
    element: <PageGuard page="studies" />,
    children: [
      {
        path: 'studies',
        lazy: () => import('../studies/studies-page.tsx').then((m) => ({ Component: m.StudiesPage })),
      },
      {
        path: 'studies/:studyId',
        lazy: () => import('../studies/study-page.tsx').then((m) => ({ Component: m.StudyPage })),
      },
    ],
  },
  {
    element: <PageGuard page="upload" />,
    children: [
      { path: 'upload', lazy: () => import('../upload/upload-page.tsx').then((m) => ({ Component: m.UploadPage })) },
    ],
  },
  {
    path: 'diagnoses/:diagnosisId',
    lazy: () => import('../results/result-page.tsx').then((m) => ({ Component: m.ResultPage })),
  },
  {
    element: <PageGuard page="products" />,
    children: [
      {
        path: 'products',
        lazy: () => import('../products/products-page.tsx').then((m) => ({ Component: m.ProductsPage })),
      },
    ],
  },
  {
    element: <PageGuard page="usage" />,
    children: [
      { path: 'usage', lazy: () => import('../money/usage-page.tsx').then((m) => ({ Component: m.UsagePage })) },
    ],
  },
  {
    element: <PageGuard page="revenue" />,
    children: [
      { path: 'revenue', lazy: () => import('../money/revenue-page.tsx').then((m) => ({ Component: m.RevenuePage })) },
    ],
  },
  {
    element: <PageGuard page="apiKeys" />,
    children: [
      { path: 'api-keys', lazy: () => import('../keys/api-keys-page.tsx').then((m) => ({ Component: m.ApiKeysPage })) },
    ],
  },
  { path: '*', Component: NotFoundPage },
];

/** The browser router of the whole console. */
export const createRouter = () =>
  createBrowserRouter([
    { path: '/sign-in', Component: SignInPage, ErrorBoundary: RouteFault },
    {
      path: '/',
      Component: Shell,
      ErrorBoundary: RouteFault,
      HydrateFallback: () => null,
      children: [{ ErrorBoundary: RouteFault, children: pages }],
    },
  ]);
