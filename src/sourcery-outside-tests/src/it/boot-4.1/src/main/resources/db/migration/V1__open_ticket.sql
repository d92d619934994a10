create table open_ticket (
    id varchar(255) primary key,
    title varchar(255)
);
