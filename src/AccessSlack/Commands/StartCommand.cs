using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using AccessSlack.Configuration;
using AccessSlack.Daemon;
using AccessSlack.Daemon.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace AccessSlack.Commands;

/// <summary><c>teleport-slack start</c>: runs the daemon until it is asked to stop.</summary>
internal static class StartCommand
{
    private const string DefaultPath = "/etc/teleport-slack.toml";

    public static Command Create(TextWriter errors)
    {
        var config = new Option<string>("--config", "-c") { Description = "Path of the configuration file", DefaultValueFactory = _ => DefaultPath };
        var debug = new Option<bool>("--debug", "-d") { Description = "Log at DEBUG, whatever the file says" };
        var insecure = new Option<bool>("--insecure-no-tls") { Description = "Listen without TLS, because a proxy in front ends it" };
        var command = new Command("start", "Runs the daemon") { config, debug, insecure };
        command.SetAction((arguments, _) => RunAsync(arguments.GetValue(config)!, arguments.GetValue(debug), arguments.GetValue(insecure), errors));
        return command;
    }

    private static async Task<int> RunAsync(string path, bool debug, bool insecure, TextWriter errors)
    {
        var result = new ConfigReader(new SystemConfigSource()).Read(path, insecure);
        if (result.Settings is not { } settings)
        {
            foreach (var problem in result.Problems) await errors.WriteLineAsync($"{path}: {problem}");
            return ExitCode.Configuration;
        }

        return await RunAsync(settings, debug, errors);
    }

    private static async Task<int> RunAsync(Settings settings, bool debug, TextWriter errors)
    {
        ILoggerFactory loggers;
        try
        {
            loggers = LogSetup.Create(settings.Log.Output, debug ? LogSeverity.Debug : settings.Log.Severity, settings.Log.Format, SystemdHelpers.IsSystemdService());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"The log {settings.Log.Output} cannot be written: {e.Message} Give this user the right to it, or change output under [log].");
            return ExitCode.Configuration;
        }

        using (loggers) return await RunAsync(settings, loggers);
    }

    private static async Task<int> RunAsync(Settings settings, ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("AccessSlack.Start");
        Exception? defect = null;
        WebApplication? app = null;
        // Left alone, the signal would end the process, and systemd would take that for a wanted stop.
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            logger.LogWarning("Reloading (SIGHUP) is not implemented yet: nothing was changed. Restart to apply a new configuration");
        });
        try
        {
            app = CompositionRoot.Build(settings, TimeProvider.System, new Random(), loggers, Stop);
            await app.StartAsync();
            await app.WaitForShutdownAsync();
            logger.LogInformation("Stopped");
            return defect is null ? ExitCode.Ok : ExitCode.Defect;
        }
        catch (StartException e)
        {
            logger.LogCritical("Cannot start: {Problem}", e.Message);
            return e.ExitCode;
        }
        catch (Exception e) when (e is SocketException || e.InnerException is AddressInUseException)
        {
            logger.LogCritical("Cannot start: {Addresses} cannot be listened on ({Problem}). Is another instance running? Stop the other program, or change the address under [http]", Addresses(settings.Http), e.Message);
            return ExitCode.Unavailable;
        }
        catch (OperationCanceledException) when (app?.Lifetime.ApplicationStopping.IsCancellationRequested == true)
        {
            logger.LogInformation("Stopped before the start was complete");
            return ExitCode.Ok;
        }
        catch (Exception e)
        {
            logger.LogCritical(e, "The daemon ended in a way that should not be possible. Please report this");
            return ExitCode.Defect;
        }
        finally
        {
            if (app is not null) await app.DisposeAsync();
        }

        void Stop(Exception cause)
        {
            defect = cause;
            logger.LogCritical(cause, "A background loop ended in a way that should not be possible; stopping. Please report this");
            app!.Lifetime.StopApplication();
        }
    }

    private static string Addresses(HttpSettings http) => http.Diagnostics is { } diagnostics ? $"{http.Listen} or {diagnostics}" : $"{http.Listen}";
}
