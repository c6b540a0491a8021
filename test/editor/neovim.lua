-- Run by neovim.test.ts inside Neovim, on the file that is open: waits for the finding, applies its quick fix, saves.
-- What goes wrong is written to standard error, and the exit code is 1.
local function check(isSo, what)
  if not isSo then error(what, 0) end
end

local function main()
  check(vim.wait(20000, function() return #vim.diagnostic.get(0) == 1 end, 20), "one diagnostic is expected: " .. vim.inspect(vim.diagnostic.get(0)))
  local finding = vim.diagnostic.get(0)[1]
  print(string.format("%s %d:%d %s", finding.source, finding.lnum, finding.col, finding.message))
  local clients = vim.lsp.get_active_clients()
  check(#clients == 1 and clients[1].name == "drydock", "one server is expected: " .. #clients)
  local id = clients[1].id

  vim.api.nvim_win_set_cursor(0, { finding.lnum + 1, finding.col })
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0, finding.lnum, nil, id) }
  local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", params, 20000)
  check(answers and answers[id] and answers[id].result, "the light bulb is empty: " .. vim.inspect(answers))
  local fix = answers[id].result[1]
  print("fix " .. fix.title)
  vim.lsp.util.apply_workspace_edit(fix.edit, clients[1].offset_encoding)
  check(vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 20), "the finding stays: " .. vim.inspect(vim.diagnostic.get(0)))
  vim.cmd("write")
  vim.cmd("edit queues.yaml")
  check(vim.wait(20000, function() return #vim.lsp.buf_get_clients(0) == 1 end, 20), "the second file has no server")
  check(#vim.lsp.get_active_clients() == 1, "the second file has a server of its own")
  vim.lsp.stop_client(id)
  check(vim.wait(20000, function() return #vim.lsp.get_active_clients() == 0 end, 20), "the server does not end")
end

local isFine, reason = pcall(main)
if not isFine then
  io.stderr:write(tostring(reason) .. "\n")
  vim.cmd("cquit 1")
end
vim.cmd("qall!")
