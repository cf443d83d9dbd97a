import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { cssVariables, theme } from '@storeflow/tokens/mantine'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ConfirmHost } from './kit/confirm'
import { ToastHost } from './kit/toast'
import { queries } from './lib/api'
import { nonce } from './lib/company'
import { router } from './shell/router'

const schemes = localStorageColorSchemeManager({ key: 'sf-scheme' })

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce ?? ''}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <ConfirmHost />
        <ToastHost />
      </QueryClientProvider>
    </MantineProvider>
  )
}
