using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Web.Health;

namespace JieSuJiBan.Host.Cli;

/// <summary>What the program is asked to do. Without words it serves.</summary>
internal static class CommandLine
{
    private const string Help = """
        接诉即办 JieSuJiBan

        用法 Usage: dotnet run --project src/Host -- [命令 command]

          (无 none)                          启动服务 start the service, http://localhost:5080
          history import FILE.csv            导入历史诉求 import past requests (--report OUT.csv, --limit-days N)
          history verify [CASE…]             校验历史：链、重新判定、各表的行 verify histories: chain, every step again, the rows
                                             (缺省为全部案件 default: all); 有问题时退出码 1 exit code 1 where something is found
          history clear-words                列出历史中的明文（不显示内容）list where histories hold words in clear, none of them printed
                                             (--after CASE, --limit N)
          workflow run FILE                  在虚拟时钟下运行定义 run a definition in memory (--with, --input, --mode, --until-end);
                                             末行为 JSON；故障时退出码 11 the last line is JSON; exit code 11 where it faulted
          workflow validate FILE…            校验定义 validate definitions
          workflow format FILE               规整地写回定义 write a definition back
          migrate [--service ROLE]           以所有者账号迁移各库表并为服务账号授权 migrate all schemas as the owner and give the serving role its rights
          keys new|add|check|rotate|retire   主密钥：新建、追加、检查、轮换、停用 the master keys: make, add, check, rotate, retire (docs/operations.md)
          account add NAME --role ROLE       建立账号，角色含城市自设的 make an account, roles of the city's own too
                                             (--unit CODE, --display TEXT; 口令读自标准输入 password from stdin)
          account disable|enable NAME        停用（人员离职时）、启用账号 disable (a leaver) or enable an account
          account roles|password|sign-out|list
                                             改角色与单位、改口令、结束其登录、列出 change roles and unit or the password, end its sign-ins, list
          simulate --pack DIR                让模拟诉求走遍城市包 let made-up tickets walk a city pack (--tickets N, --seed S,
                                             --toward NODE[:OUTCOME] 瞄准一条路径 aim at a path, --all-reached 未走到也算问题 unreached counts);
                                             末行为 JSON the last line is JSON
          connection list | put NAME FILE | off NAME
                                             对外连接 connections to the outside: show, set from JSON, switch off
          pack check DIR                     校验城市包 check a city pack: definitions and policies
                                             (--connections FILE 可用的连接，由 connection list 写出 the connections, as connection list writes them)
          pack schema OUT DIR…               写出政策文件的 JSON Schema write the JSON Schema of the policy files
          pack words DOC DIR…                把可用的词写入文档 write the words that packs may use into a document
          --version                          版本与提交 version and commit
          --help                             本说明 this text
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case ["--help" or "-h" or "-?" or "help", ..]:
                Console.WriteLine($"{Help}\n\n{SettingsTable.ToHelp()}");
                return ExitCodes.Success;
            case ["--version" or "version"]:
                Console.WriteLine($"JieSuJiBan {ProductVersion.Full}");
                return ExitCodes.Success;
            case [] or ["serve", ..]:
                return await ServeCommand.RunAsync([.. args.Skip(1)]);
            case [['-' or '/', ..], ..]:
                return await ServeCommand.RunAsync(args);
            case ["workflow", .. var rest]:
                return await WorkflowCommands.RunAsync(rest);
            case ["migrate", .. var rest]:
                return await MigrateCommand.RunAsync(rest);
            case ["keys", .. var rest]:
                return await KeysCommand.RunAsync(rest);
            case ["account", .. var rest]:
                return await AccountCommand.RunAsync(rest);
            case ["connection", .. var rest]:
                return await ConnectionCommand.RunAsync(rest);
            case ["pack", .. var rest]:
                return await PackCommand.RunAsync(rest);
            case ["simulate", .. var rest]:
                return await SimulateCommand.RunAsync(rest);
            case ["history", .. var rest]:
                return await HistoryCommand.RunAsync(rest);
            default:
                await Console.Error.WriteLineAsync($"没有“{string.Join(' ', args.Take(2))}”这个命令。There is no command '{string.Join(' ', args.Take(2))}'.\n\n{Help}");
                return ExitCodes.Usage;
        }
    }
}
