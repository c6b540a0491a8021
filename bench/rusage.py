# python3 rusage.py OUTPUT COMMAND...: runs the command with its output in a file; prints wall and CPU seconds of it and of all that it
# started and waited for, its peak memory in kB and its exit code. Node itself can ask this about itself only.
import json, os, sys, time

output, *command = sys.argv[1:]
start = time.monotonic()
pid = os.fork()
if pid == 0:
    out = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    err = os.open(output + ".err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.execvp(command[0], command)
_, status, usage = os.wait4(pid, 0)
wall = time.monotonic() - start
print(json.dumps({"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "kilobytes": usage.ru_maxrss, "code": os.waitstatus_to_exitcode(status)}))
